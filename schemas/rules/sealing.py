"""Sealed copies as the register tells them (K18), and the centre's word that it could open them (K19)."""

from collections import Counter
from collections.abc import Iterator

from schemas.finding import Gate, Severity, Turn
from schemas.models.dossier import Entry
from schemas.models.sealing import SealedCopy
from schemas.models.unit_files import AnyTyped, UnitFiles
from schemas.rules.engine import Context, Fault, also, rule
from schemas.source.yaml_tree import Loc
from schemas.vocabulary import Attachments

_RESEAL = "niêm phong lại: `kiemdiem seal`"


def sealed_copies(files: UnitFiles) -> Iterator[tuple[AnyTyped, Loc, Entry, SealedCopy]]:
    """Every sealed copy that a unit's registers tell of, with its place."""
    for file in (files.dossier, *files.persons.values()):
        for index, entry in enumerate(file.model.entries if file else ()):
            if file and entry.sealed_copy:
                yield file, ("thanh_phan", index, "ban_niem_phong"), entry, entry.sealed_copy


@rule(
    "K18",
    title="Bản niêm phong đúng dạng và đúng người mở",
    why="Kho không giữ văn bản. Nơi nào nhận bản niêm phong thì sổ chỉ ghi mã băm, kích thước và khóa của người mở; "
    "tệp phải thật sự đã niêm phong, cho trung tâm và cho chính đơn vị.",
    source="cv1375#muc-8",
    gate=Gate.COMMIT,
    public=True,
)
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


@rule(
    "K19",
    title="Trung tâm đã mở thử từng bản niêm phong",
    why="Nhìn bên ngoài không biết ai đọc được tệp niêm phong, cũng không biết tệp có hỏng không; chỉ mở ra mới biết. "
    "Trung tâm mở thử bằng `kiemdiem open --receipt`; bản chưa mở được coi như chưa nộp.",
    source="cv1375#muc-8",
    gate=Gate.CLOSE,
    public=True,
)
def every_copy_was_opened(files: UnitFiles, context: Context) -> Iterator[Fault]:
    if context.closing and context.terms.cycle.attachments is Attachments.SEALED:
        told = openings(files)
        for file, place, entry, copy in sealed_copies(files):
            if copy.digest not in told:
                yield Fault(
                    file,
                    place,
                    f"Mục {entry.item}: trung tâm chưa mở thử bản niêm phong.",
                    "trung tâm chạy `kiemdiem open --receipt`",
                    turn=Turn.CENTRE,
                )


@also("K19", Gate.CLOSE)
def no_copy_failed_to_open(files: UnitFiles, context: Context) -> Iterator[Fault]:
    del context
    told = openings(files)
    for file, place, entry, copy in sealed_copies(files):
        if told.get(copy.digest) is False:
            yield Fault(file, place, f"Mục {entry.item}: trung tâm không mở được bản niêm phong.", _RESEAL)


def openings(files: UnitFiles) -> dict[str, bool]:
    """Digest of a sealed file → whether the centre could open it; the last word counts."""
    return {told.digest: told.opened for told in (files.decisions.model.openings if files.decisions else ())}
