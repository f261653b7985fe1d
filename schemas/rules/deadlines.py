"""Dates: R14 (20/11), R15 (05/12), R16 (15/12), R35 (07/12). "Trước ngày" is read by the policy `truoc-ngay`."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from schemas.fields.declaration import Record
from schemas.finding import Gate, Severity
from schemas.local_time import show_day
from schemas.models.dossier import Dossier, Entry, PersonalDossier
from schemas.models.unit_files import Typed, UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.ruleset.obligation import Obligation
from schemas.ruleset.terms import Due
from schemas.source.yaml_tree import Loc
from schemas.vocabulary import Channel

RULES = Family()


@RULES.rule("R14", Gate.MERGE)
def suggestions_sent_in_time(files: UnitFiles, context: Context) -> Iterator[Fault]:
    placed = list(_placed(files, context, "R14"))
    yield from _late(placed)
    for place in placed:
        if place.entry.channel is not Channel.ORGANISATION_BOARD:
            yield Fault(
                place.file,
                ("thanh_phan", place.position, "gui_qua"),
                "Văn bản gợi ý kiểm điểm phải gửi qua Ban Tổ chức Thành ủy.",
                "ghi `gui_qua: Ban Tổ chức Thành ủy` sau khi đã gửi đúng nơi",
            )


@RULES.rule("R15", Gate.MERGE, public=True)
def base_level_completes_in_time(files: UnitFiles, context: Context) -> Iterator[Fault]:
    yield from _completion(files, context, "R15")


@RULES.rule("R16", Gate.MERGE, public=True)
def city_level_completes_in_time(files: UnitFiles, context: Context) -> Iterator[Fault]:
    yield from _completion(files, context, "R16")


@RULES.rule("R35", Gate.MERGE, public=True)
def papers_handed_in_in_time(files: UnitFiles, context: Context) -> Iterator[Fault]:
    everything = list(_placed(files, context, "R35", "R15", "R16"))
    astray = [place for place in everything if _far_key(place.entry, context)]
    for alike in _alike(astray):
        yield _far_fault(alike, context)
    placed = [place for place in everything if place not in astray]
    today = context.now.date()
    future = [place for place in placed if place.entry.handed_in_on > today]
    reversed_days = [place for place in placed if place.entry.handed_in_on < place.entry.issued_on]
    early = [place for place in placed if place.after_rating and _before_rating(files, place.entry, context)]
    yield from _late([place for place in placed if place not in future and place not in reversed_days])
    for wrong, message, fix in (
        (future, "ghi ngày nộp ở tương lai", "ghi ngày đã nộp thật"),
        (reversed_days, "ghi ngày nộp trước ngày ban hành", "kiểm tra lại `ngay_ban_hanh` và `ngay_nop`"),
        (early, "ghi nộp trước ngày hoàn thành đánh giá, xếp loại", "kiểm tra lại `ngay_nop` và `hoan_thanh`"),
    ):
        for alike in _alike(wrong):
            yield Fault(alike[0].file, alike[0].loc, f"Hồ sơ mục {_items(alike)} {message}.", fix)


class _Place(NamedTuple):
    """One entry where it stands, with the due date of its obligation."""

    file: Typed[Dossier] | Typed[PersonalDossier]
    position: int
    entry: Entry
    due: Due
    after_rating: bool

    @property
    def loc(self) -> Loc:
        return ("thanh_phan", self.position, "ngay_nop")


def _placed(files: UnitFiles, context: Context, *rules: str) -> Iterator[_Place]:
    """Every entry whose obligation's deadline belongs to `rules`."""
    owed: dict[tuple[str | None, str], Obligation] = {
        (o.person, o.item.code): o for o in context.owed if o.due.rule in rules
    }
    registers: list[tuple[str | None, Typed[Dossier] | Typed[PersonalDossier] | None]] = [
        (None, files.dossier),
        *files.persons.items(),
    ]
    for person, file in registers:
        for index, entry in enumerate(file.model.entries if file else ()):
            if file and (obligation := owed.get((person, entry.item))):
                yield _Place(file, index, entry, obligation.due, obligation.item.after_rating)


def _before_rating(files: UnitFiles, entry: Entry, context: Context) -> bool:
    completion = files.dossier.model.completion if files.dossier else None
    rated = completion.rating if completion else None
    return rated is not None and not context.terms.is_far_from_cycle(rated) and entry.handed_in_on < rated


def _far_key(entry: Entry, context: Context) -> str | None:
    if context.terms.is_far_from_cycle(entry.handed_in_on):
        return "ngay_nop"
    return "ngay_ban_hanh" if context.terms.is_far_from_cycle(entry.issued_on) else None


def _far_fault(alike: list[_Place], context: Context) -> Fault:
    entry, key = alike[0].entry, _far_key(alike[0].entry, context) or ""
    day, title = (entry.handed_in_on, "ngày nộp") if key == "ngay_nop" else (entry.issued_on, "ngày ban hành")
    message = (
        f"Hồ sơ mục {_items(alike)} ghi {title} năm {day.year:04}, quá xa kỳ kiểm điểm {context.terms.cycle.year}."
    )
    return Fault(alike[0].file, ("thanh_phan", alike[0].position, key), message, _in_cycle(key, day, context))


def _in_cycle(key: str, day: date, context: Context) -> str:
    meant = f"{context.terms.cycle.year}-{day.month:02}-{min(day.day, 28) if day.month == 2 else day.day:02}"
    return f"kiểm tra lại năm; có phải ý là `{key}: {meant}`?"


def _alike(places: list[_Place]) -> list[list[_Place]]:
    """Entries of one file with one date are one slip, so one finding."""
    groups: dict[tuple[str, date, bool], list[_Place]] = {}
    for place in places:
        key = (place.file.path, place.entry.handed_in_on, place.entry.late_reason is None)
        groups.setdefault(key, []).append(place)
    return list(groups.values())


def _items(places: list[_Place]) -> str:
    return ", ".join(dict.fromkeys(place.entry.item for place in places))


def _late(places: list[_Place]) -> Iterator[Fault]:
    for alike in _alike([place for place in places if not place.due.met_by(place.entry.handed_in_on)]):
        file, _, entry, due, _ = alike[0]
        message = f"Hồ sơ mục {_items(alike)} ghi ngày nộp {show_day(entry.handed_in_on)}; hạn là {due.wording()}."
        fix = f"nộp chậm nhất {show_day(due.last_day)}, hoặc ghi lý do tại `ly_do_cham`"
        if entry.late_reason:
            yield Fault(file, alike[0].loc, message, "đã ghi lý do chậm; người duyệt xem xét", Severity.WARNING)
        else:
            yield Fault(file, alike[0].loc, message, fix)


def _completion(files: UnitFiles, context: Context, rule_id: str) -> Iterator[Fault]:
    due = context.terms.due(context.terms.ruleset.kinds[files.unit.model.kind].completion)
    completion = files.dossier.model.completion if files.dossier else None
    if files.dossier is None or completion is None or due.rule != rule_id:
        return
    for key, title, day in _completed_steps(completion):
        if day is not None and context.terms.is_far_from_cycle(day):
            message = f"“{title}” ghi hoàn thành năm {day.year:04}, quá xa kỳ kiểm điểm {context.terms.cycle.year}."
            yield Fault(files.dossier, ("hoan_thanh", key), message, _in_cycle(key, day, context))
        elif day is not None and not due.met_by(day):
            yield Fault(
                files.dossier,
                ("hoan_thanh", key),
                f"“{title}” ghi hoàn thành ngày {show_day(day)}; hạn là {due.wording()}.",
                f"hoàn thành chậm nhất {show_day(due.last_day)}; nếu đã qua hạn, báo cáo Ban Tổ chức Thành ủy",
            )


def _completed_steps(completion: Record) -> Iterator[tuple[str, str, date | None]]:
    for name, field in type(completion).model_fields.items():
        yield str(field.alias), str(field.title), getattr(completion, name)
