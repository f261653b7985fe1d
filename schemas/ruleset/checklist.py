"""The list of papers as data: headings, numbered items, the papers inside an item (the dispatch's annex)."""

from enum import StrEnum

from pydantic import Field

from schemas.fields.declaration import Copies, ItemCode, LongText, Record, Slug, YesNo
from schemas.roles import ItemRole
from schemas.ruleset.citation import Citation, PolicyReference, RuleId
from schemas.vocabulary import Condition, Form, UnitKind


class Subject(StrEnum):
    """Who a group of the checklist binds."""

    UNIT = "Đơn vị"
    PERSON = "Cá nhân"


class Document(Record):
    """One paper inside an item that asks for several."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    optional: YesNo = Field(alias="tuy_y", default=False)
    exempt_kinds: tuple[UnitKind, ...] = Field(alias="tru_loai", default=())


class Item(Record):
    """One numbered item of the list of papers."""

    code: ItemCode = Field(alias="ma")
    title: LongText = Field(alias="ten")
    short_title: LongText = Field(alias="ten_ngan")
    condition: Condition = Field(alias="dieu_kien", default=Condition.ALWAYS)
    form: Form | None = Field(alias="mau", default=None)
    needs_confirmation: YesNo = Field(alias="can_xac_nhan", default=False)
    after_rating: YesNo = Field(alias="sau_xep_loai", default=False)
    copies: Copies | PolicyReference | None = Field(alias="so_ban", default=None)
    copies_by_item: dict[ItemCode, Copies | PolicyReference] = Field(alias="so_ban_rieng", default_factory=dict)
    documents: tuple[Document, ...] = Field(alias="tai_lieu", default=())
    persons_as_group: Slug | None = Field(alias="theo_nhom", default=None)
    includes: tuple[ItemCode, ...] = Field(alias="gom_muc", default=())
    kinds: tuple[UnitKind, ...] = Field(alias="loai_don_vi", default=())
    roles: tuple[ItemRole, ...] = Field(alias="vai", default=())
    rule: RuleId = Field(alias="quy_tac")
    source: Citation = Field(alias="nguon")


class ItemGroup(Record):
    """A heading of the list of papers: who owes, by when, how many copies."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    source: Citation = Field(alias="nguon")
    subject: Subject = Field(alias="doi_tuong")
    kinds: tuple[UnitKind, ...] = Field(alias="loai_don_vi")
    deadline: Slug | PolicyReference = Field(alias="han")
    copies: Copies | PolicyReference = Field(alias="so_ban")
    items: tuple[Item, ...] = Field(alias="muc")
