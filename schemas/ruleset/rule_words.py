"""The words of a rule: title, reason, source and whom it binds. How it is checked is Python, under the same id."""

from pydantic import Field

from schemas.fields.declaration import LongText, Record
from schemas.ruleset.citation import AnyRuleId, Citation


class RuleWords(Record):
    """One row of `quy-tac.yaml`. `provision`: eId of the provision of the amended guidance that the rule holds to.

    `human`: why no machine may judge it, where none does.
    """

    id: AnyRuleId = Field(alias="ma")
    title: LongText = Field(alias="ten")
    why: LongText = Field(alias="vi_sao")
    source: Citation | None = Field(alias="nguon", default=None)
    binds: LongText = Field(alias="rang_buoc")
    provision: LongText | None = Field(alias="dieu_khoan", default=None)
    human: LongText | None = Field(alias="nguoi_xet", default=None)


class RuleWordsFile(Record):
    rules: tuple[RuleWords, ...] = Field(alias="quy_tac")
