"""`kiemdiem mo-niem-phong`: open a sealed copy with a private key; on the centre's machine, try every new one."""

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path

from schemas.models.kinds import DECISIONS
from schemas.models.sealed_file import NotSealedError
from schemas.models.sealing import SealedCopy
from schemas.models.unit_files import UnitFiles
from schemas.rules.sealing import openings, sealed_copies
from scripts.commands.arguments import (
    UsageError,
    add_key,
    add_moment,
    add_output,
    add_repository,
    add_store,
    now_of,
    root_of,
    unusable,
)
from scripts.commands.seal import store_of
from scripts.dossiers.loader import CycleFiles, load_cycles
from scripts.ledger.tree import WorkTree
from scripts.sealing import age
from scripts.sealing.store import STORE_VARIABLE, NotInStoreError, place, refuse_unsound, write_once
from scripts.yaml_files.insertion import NoPlaceError, with_key
from scripts.yaml_files.writer import SAMPLE_MARK, Plain, to_yaml

_DIGEST = re.compile(r"[0-9a-f]{64}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "chosen",
        metavar="TỆP|MÃ_BĂM|ĐƠN_VỊ",
        nargs="?",
        help="tệp .age, hoặc mã băm ghi trong sổ; với --mo-thu: đơn vị",
    )
    add_key(parser, "tệp khóa riêng", required=True)
    add_output(parser, "TỆP", "ghi bản mở ra đây (không ghi đè)")
    parser.add_argument(
        "--mo-thu",
        dest="receipt",
        action="store_true",
        help="(trung tâm) mở thử mọi bản chưa thử, hay của một đơn vị, ghi vào `quyet-dinh.yaml`",
    )
    add_store(parser, f"kho lưu; bỏ trống thì lấy ${STORE_VARIABLE}")
    add_moment(parser)
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    try:
        keys = age.read_keys(options.key)
    except age.KeyFileError as failure:
        raise UsageError(f"{options.key}: {failure}") from None
    if options.receipt:
        return _try_all(options, keys)
    if not (options.chosen and options.output):
        raise UsageError("Cần tệp (hoặc mã băm) và --ra; hoặc --mo-thu để mở thử.")
    sealed = place(store_of(options), options.chosen) if _DIGEST.fullmatch(options.chosen) else Path(options.chosen)
    if not sealed.is_file():
        raise UsageError(f"Không thấy tệp {sealed}.")
    try:
        write_once(options.output, lambda clear: age.open_sealed(sealed, keys, clear))
    except FileExistsError:
        raise UsageError(f"Đã có tệp {options.output}; không ghi đè. Chọn tên khác.") from None
    except OSError as failure:
        raise unusable(failure) from None
    except age.CannotOpenError as failure:
        raise UsageError(str(failure)) from None
    print(f"Đã mở ra {options.output} (chỉ tài khoản này đọc được). Dùng xong thì xóa.")
    return 0


def _try_all(options: argparse.Namespace, keys: list[age.Identity]) -> int:
    """Exit code 1 when a copy is missing or would not open."""
    root, store = root_of(options), store_of(options)
    own = age.public_keys(keys, options.key)
    failed = tried = 0
    for cycle in load_cycles(WorkTree(root)):
        units = (files for files in cycle.units if options.chosen in (None, files.unit.model.code))
        new = [(files, copies) for files in units if (copies := list(_untried(files)))]
        if new and (cycle.terms is None or not own & set(cycle.terms.cycle.sealing_keys)):
            raise UsageError(f"Khóa này không phải khóa niêm phong của trung tâm kỳ {cycle.year}; chưa ghi gì.")
        for files, copies in new:
            tries: list[Plain] = []
            for item, copy in copies:
                outcome, opened = _try(store, copy, keys)
                print(f"{files.unit.model.code}: mục {item}: {outcome}")
                tried += 1
                failed += opened is not True
                if opened is not None:
                    day = now_of(options).date()
                    tries.append({"ma_bam": copy.digest, "mo_duoc": "có" if opened else "không", "ngay": day})
            if tries:
                _record(root, cycle, files, tries)
    print(f"Đã mở thử {tried} bản, {failed} bản không được." if tried else "Không có bản nào cần mở thử.")
    return 1 if failed else 0


def _untried(files: UnitFiles) -> Iterator[tuple[str, SealedCopy]]:
    known = openings(files)
    return ((entry.item, copy) for _, _, entry, copy in sealed_copies(files) if copy.digest not in known)


def _try(store: Path, copy: SealedCopy, keys: list[age.Identity]) -> tuple[str, bool | None]:
    """What came of it, in words; None: nothing to try yet, so nothing to record."""
    try:
        path = refuse_unsound(store, copy)
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  descriptors, no path
            age.open_sealed(path, keys, nowhere)
    except NotInStoreError:
        return "chưa có tệp trong kho lưu", None
    except (NotSealedError, age.CannotOpenError) as failure:
        return str(failure), False
    return "mở được", True


def _record(root: Path, cycle: CycleFiles, files: UnitFiles, tries: list[Plain]) -> None:
    path = root / files.folder / f"{DECISIONS.name}.yaml"
    sample = cycle.terms is not None and cycle.terms.cycle.sample
    if not path.exists():
        head: Plain = {"don_vi": files.unit.model.code, "nam": int(cycle.year)}
        note: Plain = {"ghi_chu": SAMPLE_MARK} if sample else {}
        path.write_bytes(to_yaml({**head, "mo_niem_phong": tries, **note}, sample=sample))
        return
    if files.decisions is None:
        raise UsageError(f"{files.folder}/{path.name} đang sai; sửa rồi chạy lại.")
    known = files.decisions.model.model_dump(by_alias=True)["mo_niem_phong"]
    before = [{**line, "mo_duoc": "có" if line["mo_duoc"] else "không"} for line in known]
    try:
        path.write_bytes(with_key(path.read_bytes(), (), "mo_niem_phong", [*before, *tries]))
    except NoPlaceError:
        raise UsageError(f"{files.folder}/{path.name} viết trong ngoặc; viết lại mỗi khóa một dòng.") from None
