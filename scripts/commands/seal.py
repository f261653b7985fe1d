"""`kiemdiem niem-phong`: seal a paper to the centre's and the unit's keys, into the store, and tell the register."""

import argparse
import os
from pathlib import Path

from schemas.models.kinds import DOSSIER, PERSON
from schemas.models.unit_files import AnyTyped
from schemas.vocabulary import Attachments
from scripts.commands.arguments import UsageError, add_repository, add_store, add_year, root_of, unusable
from scripts.dossiers.loader import load_cycles
from scripts.ledger.tree import WorkTree
from scripts.sealing import age
from scripts.sealing.store import STORE_VARIABLE, place
from scripts.yaml_files.insertion import NoPlaceError, with_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="TỆP", nargs="?", type=Path, help="văn bản cần niêm phong (PDF, Word, ảnh…)")
    parser.add_argument("unit", metavar="ĐƠN_VỊ", nargs="?", help="mã đơn vị nộp")
    parser.add_argument("--muc", dest="item", metavar="SỐ", help="mục của danh mục, ví dụ 3.1")
    parser.add_argument(
        "--tai-lieu", dest="document", metavar="MÃ", help="tài liệu trong mục, nếu mục có nhiều tài liệu"
    )
    parser.add_argument("--nguoi", dest="person", metavar="MÃ", help="mã người, nếu là hồ sơ cá nhân")
    add_year(parser)
    add_store(parser, f"kho lưu; bỏ trống thì lấy ${STORE_VARIABLE}")
    parser.add_argument(
        "--tao-khoa", dest="new_key", metavar="TỆP", type=Path, help="tạo khóa mới: khóa riêng vào tệp này"
    )
    add_repository(parser)


def run(options: argparse.Namespace) -> int:
    if options.new_key:
        return _make_key(options.new_key)
    if not (options.file and options.unit and options.item):
        raise UsageError("Cần tệp, mã đơn vị và --muc; hoặc --tao-khoa để tạo khóa.")
    if not options.file.is_file():
        raise UsageError(f"Không thấy tệp {options.file}.")
    root, store = root_of(options), store_of(options)
    register, loc, recipients = _slot(root, options)
    try:
        with_key(Path(root / register.path).read_bytes(), loc, "ban_niem_phong", {"ma_bam": "0"})
        copy = age.seal(options.file, recipients, store)
    except NoPlaceError:
        raise UsageError(f"Mục này trong {register.path} viết trong ngoặc; viết lại mỗi khóa một dòng.") from None
    except age.PublicKeyError:
        raise UsageError("Một khóa `khoa_niem_phong` của trung tâm hoặc đơn vị sai; báo trung tâm sửa.") from None
    except OSError as failure:
        raise unusable(failure) from None
    tree = copy.model_dump(mode="json", by_alias=True)
    path = root / register.path
    path.write_bytes(with_key(path.read_bytes(), loc, "ban_niem_phong", tree))
    print(f"Đã niêm phong cho {len(recipients)} khóa và ghi vào {register.path}.")
    print(f"  Tệp niêm phong: {place(store, copy.digest)}")
    print("  Bản gốc vẫn ở chỗ cũ, không vào kho. Kiểm tra rồi nộp như mọi lần.")
    return 0


def store_of(options: argparse.Namespace) -> Path:
    chosen = options.store or os.environ.get(STORE_VARIABLE)
    if not chosen:
        raise UsageError(f"Chưa biết kho lưu ở đâu: thêm --kho-luu, hoặc đặt biến {STORE_VARIABLE}.")
    store = Path(chosen)
    if not store.is_dir():
        raise UsageError(f"Không thấy thư mục kho lưu {store}.")
    return store


def _make_key(path: Path) -> int:
    try:
        public = age.new_key(path)
    except FileExistsError:
        raise UsageError(f"Đã có tệp {path}; không ghi đè khóa. Chọn tên khác.") from None
    except OSError as failure:
        raise unusable(failure) from None
    print(f"Khóa riêng ở {path}: giữ kín, sao một bản ra nơi an toàn; mất khóa là mất văn bản.")
    print("Khóa công khai, gửi trung tâm để ghi vào `khoa_niem_phong`:")
    print(public)
    return 0


def _slot(root: Path, options: argparse.Namespace) -> tuple[AnyTyped, tuple[str, int], list[str]]:
    """The register's line of the paper, and the keys to seal to."""
    found = [
        (cycle.terms, files)
        for cycle in load_cycles(WorkTree(root))
        for files in cycle.units
        if cycle.terms and files.unit.model.code == options.unit and options.year in (None, int(cycle.year))
    ]
    if len(found) != 1:
        raise UsageError("Đơn vị có hồ sơ nhiều năm: thêm --nam." if found else f"Không có đơn vị “{options.unit}”.")
    terms, files = found[0]
    if terms.cycle.attachments is not Attachments.SEALED:
        raise UsageError("Kỳ này không nhận bản niêm phong (`ky.yaml` không ghi `dinh_kem: niem_phong`).")
    if not terms.cycle.sealing_keys:
        raise UsageError("Trung tâm chưa đăng ký khóa niêm phong (`khoa_niem_phong` trong `ky.yaml`).")
    register = files.persons.get(options.person) if options.person else files.dossier
    name = f"{PERSON.name}/{options.person}.yaml" if options.person else f"{DOSSIER.name}.yaml"
    if register is None:
        raise UsageError(f"Chưa có {name} đọc được; ghi sổ văn bản trước, rồi niêm phong.")
    places = [
        index
        for index, entry in enumerate(register.model.entries)
        if entry.item == options.item and options.document in (None, entry.document)
    ]
    if not places:
        raise UsageError(f"{name} chưa có dòng mục {options.item} này; ghi sổ văn bản trước, rồi niêm phong.")
    if len(places) > 1:
        known = ", ".join(str(register.model.entries[index].document) for index in places)
        raise UsageError(f"Mục {options.item} có nhiều tài liệu: thêm --tai-lieu ({known}).")
    keys = dict.fromkeys((*terms.cycle.sealing_keys, *files.unit.model.sealing_keys))
    return register, ("thanh_phan", places[0]), list(keys)
