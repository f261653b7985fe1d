"""How a review proceeds, as data of the rule set: who is consulted, who is invited, the frame of the levels."""

from pydantic import Field

from schemas.fields.declaration import LongText, Record, Slug, YesNo
from schemas.ruleset.citation import Citation
from schemas.vocabulary import AssignedRole, MeetingPurpose, UnitKind


class ConsultedBody(Record):
    """A body whose opinion is asked on the collective report; `kinds` are the units that must ask it."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    kinds: tuple[UnitKind, ...] = Field(alias="loai_don_vi")
    source: Citation = Field(alias="nguon")


class InvitedGroup(Record):
    """A group to invite to the meetings; `roles` tell who of the unit's assigned people belongs to it."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    kinds: tuple[UnitKind, ...] = Field(alias="loai_don_vi")
    roles: tuple[AssignedRole, ...] = Field(alias="vai", default=())
    executive_committee: YesNo = Field(alias="ban_chap_hanh", default=False)
    source: Citation = Field(alias="nguon")


class Procedure(Record):
    """Which kinds of units each step binds, and with whom."""

    proposing: tuple[UnitKind, ...] = Field(alias="tham_muu_goi_y")
    consulting: tuple[UnitKind, ...] = Field(alias="lay_y_kien")
    reviewing: tuple[UnitKind, ...] = Field(alias="kiem_diem")
    purposes: tuple[MeetingPurpose, ...] = Field(alias="loai_cuoc_hop")
    consulted: tuple[ConsultedBody, ...] = Field(alias="ben_gop_y")
    invited: tuple[InvitedGroup, ...] = Field(alias="moi_du")


class Criterion(Record):
    """A criterion of the frame; `core` ones must be "Xuất sắc" for the highest level."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")
    core: YesNo = Field(alias="cot_loi", default=False)


class KnockOut(Record):
    """A case that leaves only "không hoàn thành nhiệm vụ"."""

    code: Slug = Field(alias="ma")
    title: LongText = Field(alias="ten")


class Frame(Record):
    """The frame of criteria and levels (dispatch item 4). `confirmed`: taken from the text itself."""

    confirmed: YesNo = Field(alias="xac_nhan", default=False)
    source: Citation = Field(alias="nguon")
    criteria: tuple[Criterion, ...] = Field(alias="tieu_chi")
    knock_outs: tuple[KnockOut, ...] = Field(alias="loai_tru")
