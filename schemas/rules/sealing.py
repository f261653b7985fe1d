"""Sealed copies as the register tells them (K18), and the centre's word that it could open them (K19)."""

from collections import Counter
from collections.abc import Iterator

from schemas.finding import Gate, Severity, Turn
from schemas.models.dossier import Entry
from schemas.models.sealing import SealedCopy
from schemas.models.unit_files import AnyTyped, UnitFiles
from schemas.rules.engine import Context, Family, Fault
from schemas.source.yaml_tree import Loc
from schemas.vocabulary import Attachments

RULES = Family()

_RESEAL = "niêm phong lại: `kiemdiem niem-phong`"


def sealed_copies(files: UnitFiles) -> Iterator[tuple[AnyTyped, Loc, Entry, SealedCopy]]:
    """Every sealed copy that a unit's registers tell of, with its place."""
    for file in (files.dossier, *files.persons.values()):
        for index, entry in enumerate(file.model.entries if file else ()):
            if file and entry.sealed_copy:
                yield file, ("thanh_phan", index, "ban_niem_phong"), entry, entry.sealed_copy


@RULES.rule("K18", Gate.COMMIT, public=True)
def copies_are_sealed_to_the_right_keys(files: UnitFiles, context: Context) -> Iterator[Fault]:
    centre, own = set(context.terms.cycle.sealing_keys), set(files.unit.model.sealing_keys)
    used = Counter(copy.digest for _, _, _, copy in sealed_copies(files))
    for file, place, _, copy in sealed_copies(files):
        keys = set(copy.recipients)
        if context.terms.cycle.attachments is not Attachments.SEALED:
            yield Fault(file, place, "Kỳ này không nhận bản niêm phong.", "xóa nhóm `ban_niem_phong` của mục này")
            continue
        if not centre:
            yield Fault(
                file,
                place,
                "Trung tâm chưa đăng ký khóa niêm phong.",
                "thêm `khoa_niem_phong` vào `ky.yaml`",
                turn=Turn.CENTRE,
            )
        elif not keys & centre:
            yield Fault(file, (*place, "nguoi_mo"), "Trung tâm không mở được bản này.", _RESEAL)
        if own and not keys & own:
            yield Fault(file, (*place, "nguoi_mo"), "Chính đơn vị không mở được bản này.", _RESEAL)
        if strangers := keys - centre - own:
            yield Fault(
                file,
                (*place, "nguoi_mo"),
                f"{len(strangers)} khóa không phải của trung tâm hay của đơn vị này.",
                f"nếu là khóa cũ đã thôi dùng thì {_RESEAL}",
                Severity.WARNING,
            )
        if used[copy.digest] > 1:
            yield Fault(file, (*place, "ma_bam"), "Một bản niêm phong ghi cho nhiều văn bản.", _RESEAL)


@RULES.rule("K19", Gate.CLOSE, public=True)
def every_copy_was_opened(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if context.closing and context.terms.cycle.attachments is Attachments.SEALED:
        tried = openings(files)
        for file, place, entry, copy in sealed_copies(files):
            if copy.digest not in tried:
                yield Fault(
                    file,
                    place,
                    f"Mục {entry.item}: trung tâm chưa mở thử bản niêm phong.",
                    "trung tâm chạy `kiemdiem mo-niem-phong --mo-thu`",
                    turn=Turn.CENTRE,
                )


@RULES.more_of("K19", Gate.CLOSE)
def no_copy_failed_to_open(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    tried = openings(files)
    for file, place, entry, copy in sealed_copies(files):
        if tried.get(copy.digest) is False:
            yield Fault(file, place, f"Mục {entry.item}: trung tâm không mở được bản niêm phong.", _RESEAL)


def openings(files: UnitFiles) -> dict[str, bool]:
    """Digest of a sealed file → whether the centre could open it; the last word counts."""
    return {opening.digest: opening.opened for opening in (files.decisions.model.openings if files.decisions else ())}
