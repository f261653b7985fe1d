"""`make demo`: a whole city in two minutes. Real git, the real server hook, good and bad pushes, merges, the site.

Units come from the sample cycle. Each pushes its branch to a bare repository under its own account; the server accepts
or refuses; the centre merges what was accepted; the site is built from the result and served on 127.0.0.1.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from git import GitCommandError, Repo

from hooks.install import install
from schemas.finding import Turn
from schemas.local_time import VIETNAM
from schemas.models.committees import Committee
from schemas.models.kinds import DECISIONS, kind_of
from schemas.paths import PROGRAM
from schemas.vocabulary import CommitteeLevel
from scripts.cli import VietnameseParser
from scripts.cli import main as kiemdiem
from scripts.pages.site_error import BuildError
from scripts.pages.site_request import SiteRequest
from scripts.rollup.committees import TREE, as_table, read_tree
from scripts.samples.federation import FederationSize, write_federation
from scripts.site_build.build import build, build_with_pictures
from scripts.site_build.local_server import address_of, server_of
from scripts.site_build.publication import publish
from scripts.site_build.screenshots import browser

ACTOR_VARIABLE = "KIEMDIEM_ACTOR"
CENTRE = "trung-tam"
NOW = datetime(2024, 12, 6, 9, tzinfo=VIETNAM)

Spoil = Callable[[Path], None]


class Push(NamedTuple):
    """One unit's attempt. `spoil` breaks the files first; `merge`: the centre merges what is accepted."""

    unit: str
    account: str
    what: str
    at: datetime
    spoil: tuple[Spoil, ...] = ()
    merge: bool = True


def _day(number: int, hour: int) -> datetime:
    return datetime(2024, 12, number, hour, tzinfo=VIETNAM)


def _edit(name: str, old: str, new: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise LookupError(f"{old!r} not in {path}")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _add(name: str, content: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        path = (folder / name).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return spoil


def _without(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        shutil.rmtree(folder / name)

    return spoil


PUSHES = (
    Push("tran-phu", "tran-phu-vp", "nộp đủ", _day(2, 15)),
    Push(
        "bac-ha", "bac-ha-vp", "viết sai tên khóa", _day(3, 8), (_edit("ho-so.yaml", "nguoi_ky:", "nguoiky:"),), False
    ),
    Push("bac-ha", "bac-ha-vp", "sửa xong, nộp lại", _day(3, 9)),
    Push(
        "nam-ha",
        "nam-ha-vp",
        "viết ngày theo kiểu 04/12/2024",
        _day(4, 8),
        (_edit("ho-so.yaml", "ngay_nop: 2024-12-04", "ngay_nop: 04/12/2024"),),
        False,
    ),
    Push("nam-ha", "nam-ha-vp", "sửa xong, nộp lại", _day(4, 9)),
    Push(
        "thach-ha",
        "thach-ha-vp",
        "“xuất sắc” vượt 20% ở bước quyết định",
        _day(4, 10),
        (
            _without("bieu"),
            _edit("xep-loai.yaml", "giai_doan: Đề xuất", "giai_doan: Quyết định"),
            _edit("xep-loai.yaml", "xuat_sac: 40", "xuat_sac: 50"),
        ),
        False,
    ),
    Push("thach-ha", "thach-ha-vp", "đưa về đúng tỷ lệ, nộp lại", _day(4, 16)),
    Push("nguyen-du", "nguyen-du-vp", "nộp một phần", _day(4, 17)),
    Push("thach-linh", "nguyen-du-vp", "tài khoản của đơn vị khác", _day(5, 8), (), False),
    Push("thach-linh", "thach-linh-vp", "nộp một phần, chờ duyệt", _day(5, 9), (), False),
    Push(
        "dang-bo-mau-01",
        "dang-bo-mau-01-vp",
        "kèm tệp Word",
        _day(5, 10),
        (_add("bao-cao.docx", b"PK\x03\x04 not a register"),),
        False,
    ),
    Push("dang-bo-mau-01", "dang-bo-mau-01-vp", "bỏ tệp Word, nộp lại", _day(5, 11)),
    Push(
        "chi-bo-mau-01",
        "chi-bo-mau-01-vp",
        "ghi số căn cước vào ghi chú",
        _day(5, 14),
        (_edit("ho-so.yaml", "ghi_chu: Dữ liệu mẫu", "ghi_chu: CCCD 042099001234"),),
        False,
    ),
    Push("chi-bo-mau-01", "chi-bo-mau-01-vp", "xóa số căn cước, nộp lại", _day(5, 15)),
    Push(
        "dang-bo-mau-02",
        "dang-bo-mau-02-vp",
        "sửa luôn tệp của trung tâm",
        _day(5, 16),
        (_edit("don-vi.yaml", "loai: Đảng bộ cơ sở", "loai: Chi bộ cơ sở"),),
        False,
    ),
    Push("dang-bo-mau-02", "dang-bo-mau-02-vp", "chỉ sửa phần mình, nộp lại", _day(5, 17)),
)


def main() -> int:
    parser = VietnameseParser(prog="python -m scripts.demo", description="Diễn thử toàn bộ trên dữ liệu mẫu.")
    parser.add_argument(
        "--thu-muc",
        dest="folder",
        metavar="THƯ_MỤC",
        type=Path,
        default=PROGRAM / "build" / "demo",
        help="nơi để kho và trang",
    )
    parser.add_argument("--cong", dest="port", type=int, metavar="CỔNG", default=8024, help="cổng của máy chủ xem thử")
    parser.add_argument("--khong-mo", dest="no_serve", action="store_true", help="dừng sau khi dựng trang")
    options = parser.parse_args()
    outcome = play(options.folder)
    Repo(str(outcome.repository)).git.config("--unset", "kiemdiem.now")  # whoever tries it now pushes today
    print(
        f"\nMáy chủ đã nhận {outcome.accepted} lần đẩy, từ chối {outcome.refused}; trung tâm hợp nhất {outcome.merged}."
    )
    public = options.folder / "public"
    snapshots = hand_up(outcome.repository, options.folder / "cap-duoi")
    request = site_request(outcome.repository)._replace(snapshots=snapshots)
    publish(public, lambda folder: _build(request, folder))
    print(f"Trang đã dựng ở {public}, tính như đang là {NOW:%H:%M ngày %d/%m/%Y}.")
    if not options.no_serve:
        serve(public, options.port)
    return 0


def site_request(repository: Path) -> SiteRequest:
    """The rehearsal's site: of what was accepted, as of its own day."""
    return SiteRequest(repository, revision="main", now=NOW)


def _build(request: SiteRequest, folder: Path) -> None:
    """With pictures where a browser takes them; the rest of the rehearsal needs none."""
    if browser():
        with suppress(BuildError):
            return build_with_pictures(request, folder)
    return build(request, folder)


class DemoResult(NamedTuple):
    repository: Path
    accepted: int
    refused: int
    merged: int


def play(folder: Path) -> DemoResult:
    """Run all pushes against a fresh bare repository in `folder` and print what the server says."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bare = found(folder)
    print(f"Kho chính: {bare}. Máy chủ kiểm tra từng lần đẩy bằng hook pre-receive.\n")
    accepted = merged = 0
    centre = Repo.clone_from(str(bare), folder / "trung-tam", branch="main")
    for number, push in enumerate(PUSHES, start=1):
        branch = f"nop/{push.unit}/lan-{number}"
        print(f"{push.at:%d/%m %H:%M}  {push.account} đẩy {branch}: {push.what}")
        _set_clock(bare, push.at)
        refusal = _push(bare, folder / "don-vi" / f"{number:02}-{push.unit}", push, branch)
        if refusal is not None:
            print("   ✗ BỊ TỪ CHỐI\n" + "".join(f"      {line}\n" for line in refusal if line))
            continue
        accepted += 1
        print("   ✓ máy chủ nhận" + ("" if push.merge else ", chờ duyệt"))
        if push.merge:
            accepted_at = push.at + timedelta(minutes=30)
            _set_clock(bare, accepted_at)
            with centre.git.custom_environment(**_identity(CENTRE, accepted_at)):
                centre.git.fetch("origin")
                centre.git.merge("--no-ff", "-m", f"Nhận hồ sơ {push.unit}", f"origin/{branch}")
                centre.git.push("origin", "main")
            merged += 1
            print("   ✓ trung tâm duyệt và hợp nhất")
    return DemoResult(bare, accepted, len(PUSHES) - accepted, merged)


def hand_up(repository: Path, folder: Path) -> Path:
    """The city's snapshot beside those of made-up neighbours, one of which is missing. Gives their folder."""
    write_federation(folder, FederationSize(provinces=2, communes=3, silent=4), seed=2024, as_of=NOW.isoformat())
    city = {"ma": "ha-tinh", "ten": "Thành ủy Hà Tĩnh (mẫu)", "cap": CommitteeLevel.CITY.value, "cap_tren": "tinh-01"}
    tree = [*read_tree(folder / TREE), Committee.model_validate(city)]
    (folder / TREE).write_text(as_table(tree), encoding="utf-8", newline="")
    kiemdiem(
        ["anh-chup", "--kho", str(repository), "--ban", "main", "--thoi-diem", NOW.isoformat(), "--ra", str(folder)]
    )
    return folder


def _set_clock(bare: Path, at: datetime) -> None:
    """The rehearsal's server lives in 2024: its receipts say so."""
    Repo(str(bare)).git.config("kiemdiem.now", at.isoformat())


def found(folder: Path) -> Path:
    """A bare repository whose main holds only what the centre writes, with the hook installed."""
    bare = folder / "kho.git"
    Repo.init(str(bare), bare=True, initial_branch="main")
    install(bare, ACTOR_VARIABLE)
    seed = Repo.init(str(folder / "khoi-tao"), initial_branch="main")
    root = Path(str(seed.working_tree_dir))
    for source in sorted((PROGRAM / "submissions").rglob("*.yaml")):
        relative = source.relative_to(PROGRAM)
        kind = kind_of(relative.parts[2:])
        if kind is not None and kind.owner is Turn.CENTRE and kind is not DECISIONS:  # nothing is decided yet
            target = root / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    cycle = root / "submissions" / "2024" / "ky.yaml"
    text = cycle.read_text(encoding="utf-8")
    cycle.write_text(text.replace("nguon_thoi_gian: Khai báo", "nguon_thoi_gian: Lịch sử Git"), encoding="utf-8")
    seed.git.add("--all")
    with seed.git.custom_environment(**_identity(CENTRE, datetime(2024, 11, 15, 8, tzinfo=VIETNAM))):
        seed.git.commit("-m", "Mở kỳ kiểm điểm 2024")
        seed.git.push(str(bare), "main")
    return bare


def _push(bare: Path, clone: Path, push: Push, branch: str) -> list[str] | None:
    """Clone, copy the unit's sample files, spoil them if asked, commit, push. The server's words when it refuses."""
    repo = Repo.clone_from(str(bare), clone, branch="main")
    sample = next((PROGRAM / "submissions" / "2024").glob(f"*/{push.unit}"))
    folder = clone / sample.relative_to(PROGRAM)
    shutil.copytree(sample, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(f"{DECISIONS.name}.yaml"))
    for spoil in push.spoil:
        spoil(folder)
    repo.git.checkout("-b", branch)
    repo.git.add("--all")
    with repo.git.custom_environment(**_identity(push.account, push.at)):
        repo.git.commit("-m", f"{push.unit}: {push.what}")
        try:
            repo.git.push("origin", branch)
        except GitCommandError as refusal:
            return re.findall(r"remote: (.*?) *$", str(refusal.stderr), re.MULTILINE)
    return None


def _identity(account: str, at: datetime) -> dict[str, str]:
    """The account as the server sees it, and commit dates inside the cycle. No personal names anywhere."""
    stamp = at.isoformat()
    return {
        ACTOR_VARIABLE: account,
        "GIT_AUTHOR_NAME": account,
        "GIT_AUTHOR_EMAIL": f"{account}@mau.invalid",
        "GIT_AUTHOR_DATE": stamp,
        "GIT_COMMITTER_NAME": account,
        "GIT_COMMITTER_EMAIL": f"{account}@mau.invalid",
        "GIT_COMMITTER_DATE": stamp,
        "PYTHONUTF8": "1",
    }


def serve(folder: Path, port: int) -> None:
    """Serve until Ctrl+C."""
    server = server_of(folder, port)
    print(f"Mở trình duyệt ở {address_of(server)} (Ctrl+C để dừng)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("\nĐã dừng.")


if __name__ == "__main__":
    os.environ.setdefault("GIT_CONFIG_NOSYSTEM", "1")
    sys.exit(main())
