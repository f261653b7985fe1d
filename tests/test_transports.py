"""Real pushes to real servers, HTTP with accounts and SSH with gitolite: nothing bad gets in, nothing is lost.

Bad trees are made with Git's plumbing, so that nothing on the pusher's side can hold them back.
"""

import os
import signal
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from git import Repo

from schemas.paths import PROGRAM
from scripts.ledger import receipts
from tests.servers import MissingProgramError, Server, gitolite_server, http_server
from tests.test_pre_receive import FOLDER, OTHER

ACCOUNTS = ("bac-ha-vp", "nam-ha-vp", "trung-tam")
STRANGER = {"http": "sai-mat-khau", "gitolite": "la"}
MAKERS = {"http": http_server, "gitolite": gitolite_server}


@contextmanager
def _plain_git() -> Iterator[None]:
    """The surroundings of the tests, for fixtures that live longer than one test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "mau")
            patch.setenv(f"GIT_{role}_EMAIL", "mau@mau.invalid")
        yield


@pytest.fixture(scope="module", params=MAKERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        with _plain_git(), MAKERS[request.param](tmp_path_factory.mktemp(request.param), ACCOUNTS) as running:
            yield running
    except MissingProgramError as program:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"thiếu {program} (Debian: nginx-light fcgiwrap apache2-utils gitolite3 openssh-server)")


@pytest.fixture(scope="module")
def desk(server: Server, tmp_path_factory: pytest.TempPathFactory) -> "Desk":
    with _plain_git():
        return Desk(server, tmp_path_factory.mktemp("may"))


class Desk:
    """A clerk's clone. Trees are written straight into it: path → mode and content."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.repo = Repo.clone_from(str(server.repository), str(folder / "may"), branch="main")
        self.root = folder / "may"
        self.count = 0
        self.good = (PROGRAM / FOLDER / "ho-so.yaml").read_bytes()

    def blob(self, content: bytes) -> str:
        command = ["git", "-C", str(self.root), "hash-object", "-w", "--stdin"]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()

    def commit(self, files: dict[str, bytes | tuple[str, bytes | str] | None], parent: str = "origin/main") -> str:
        """A commit on `parent` with files put in (content, or mode and content or object) or taken away (None)."""
        git = self.repo.git
        git.read_tree(parent)
        for path, what in files.items():
            if what is None:
                git.update_index("--force-remove", "--", path)
                continue
            mode, content = what if isinstance(what, tuple) else ("100644", what)
            oid = content if isinstance(content, str) else self.blob(content)
            entry = f"{mode} {oid}\t{path}\0".encode(errors="surrogateescape")
            subprocess.run(["git", "-C", str(self.root), "update-index", "-z", "--index-info"], input=entry, check=True)
        return str(git.commit_tree(git.write_tree(), "-p", parent, "-m", "nộp"))

    def push(self, commit: str, target: str | None = None, account: str = "bac-ha-vp", *options: str) -> str:
        """The server's words when it refuses, "" when it accepts."""
        self.count += 1
        spec = f"{commit}:refs/heads/{target or f'nop/bac-ha/{self.count}'}"
        done = self.server.push(account, self.root, *options, spec)
        return done.stderr if done.returncode else ""


def _inside(name: str, content: bytes = b"don_vi: bac-ha\n", mode: str = "100644") -> Callable[[Desk], str]:
    return lambda desk: desk.commit({f"{FOLDER}/{name}": (mode, content)})


def _register(content: bytes) -> Callable[[Desk], str]:
    return lambda desk: desk.commit({f"{FOLDER}/ho-so.yaml": content})


def _edited(old: str, new: str) -> Callable[[Desk], str]:
    def build(desk: Desk) -> str:
        assert old.encode() in desk.good
        return desk.commit({f"{FOLDER}/ho-so.yaml": desk.good.replace(old.encode(), new.encode(), 1)})

    return build


def _moved(desk: Desk) -> str:
    content = desk.repo.git.rev_parse(f"origin/main:{OTHER}/don-vi.yaml")
    return desk.commit({f"{OTHER}/don-vi.yaml": None, f"{FOLDER}/ho-so.yaml": ("100644", content)})


def _traversal(desk: Desk) -> str:
    """A tree whose entry is called `..`; git's own commands will not make one, so its bytes are written by hand."""
    blob = bytes.fromhex(desk.blob(b"x"))
    command = ["git", "-C", str(desk.root), "hash-object", "-t", "tree", "--literally", "-w", "--stdin"]
    made = subprocess.run(command, input=b"100644 ..\0" + blob, capture_output=True, check=True).stdout.decode().strip()
    return str(desk.repo.git.commit_tree(made, "-p", "origin/main", "-m", "nộp"))


def _future(desk: Desk) -> str:
    with desk.repo.git.custom_environment(GIT_COMMITTER_DATE=f"{int(time.time()) + 3 * 86400} +0700"):
        return desk.commit({f"{FOLDER}/ho-so.yaml": desk.good})


def _orphan(desk: Desk) -> str:
    return str(desk.repo.git.commit_tree(desk.repo.git.rev_parse("origin/main^{tree}"), "-m", "lạ"))


def _undone(desk: Desk) -> str:
    """A private file and its removal: the last tree is clean, the history is not."""
    return desk.commit({f"{FOLDER}/bao-cao.docx": None}, desk.commit({f"{FOLDER}/bao-cao.docx": b"PK\x03\x04"}))


ATTACKS: dict[str, tuple[str, Callable[[Desk], str]]] = {
    "another unit's file": ("Q01", lambda desk: desk.commit({f"{OTHER}/ho-so.yaml": desk.good})),
    "another unit's deletion": ("Q01", lambda desk: desk.commit({f"{OTHER}/don-vi.yaml": None})),
    "another unit's file moved here": ("Q01", _moved),
    "the centre's file": ("Q02", lambda desk: desk.commit({f"{FOLDER}/don-vi.yaml": None})),
    "code": ("Q02", lambda desk: desk.commit({"scripts/gate.py": b"print()"})),
    "CI": ("Q02", lambda desk: desk.commit({".gitlab-ci.yml": b"x: y"})),
    "attributes": ("Q02", lambda desk: desk.commit({".gitattributes": b"* filter=x"})),
    "attributes below": ("K14", _inside(".gitattributes", b"* filter=x")),
    "modules": ("", lambda desk: desk.commit({".gitmodules": b'[submodule "x"]\n\tpath = x\n\turl = -u./x\n'})),
    "symlink": ("K14", _inside("ho-so.yaml", b"/etc/passwd", "120000")),
    "submodule": ("K14", lambda desk: desk.commit({f"{FOLDER}/x": ("160000", desk.repo.git.rev_parse("origin/main"))})),
    "executable": ("K14", lambda desk: desk.commit({f"{FOLDER}/ho-so.yaml": ("100755", desk.good)})),
    "path traversal": ("", _traversal),
    "case collision": ("K14", _inside("Ho-so.yaml")),
    "decomposed name": ("K14", _inside(unicodedata.normalize("NFD", "hồ-sơ.yaml"))),
    "confusable name": ("K14", _inside("hо-sо.yaml")),  # Cyrillic о
    "control character in a name": ("K14", _inside("ho\x07so.yaml")),
    "bidi override in a name": ("K14", _inside("ho-so\u202elmay.yaml")),
    "line end in a name": ("K14", _inside("ho\nso.yaml")),
    "a name in no encoding": ("K14", _inside("h\udce9.yaml")),
    "bidi override in a text": ("K", _edited("Dữ liệu mẫu", "Dữ\u202e liệu mẫu")),
    "control character in a text": ("K", _edited("Dữ liệu mẫu", "Dữ\x07 liệu mẫu")),
    "decomposed text": ("K", _edited("Dữ liệu mẫu", unicodedata.normalize("NFD", "Dữ liệu mẫu"))),
    "identity number": ("R44", _edited("Dữ liệu mẫu", "042099001234")),
    "huge": ("K02", _register(b"a: 1\n" * 400_000)),
    "office file": ("R44", _inside("bao-cao.docx", b"PK\x03\x04")),
    "office file as YAML": ("K01", _register(b"PK\x03\x04\xff\xfe\x00")),
    "PDF as YAML": ("R44|K", _register(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")),
    "deep": ("K08", _register(b"[" * 100_000)),
    "alias bomb": ("K05", _register(b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n")),
    "tag": ("K", _register(b"don_vi: !!python/object/apply:os.system [id]\n")),
    "future": ("Q07", _future),
    "unrelated history": ("Q04", _orphan),
    "undone": ("R44|K14", _undone),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_bad_push_is_refused_with_its_reason(desk: Desk, name: str) -> None:
    rule, build = ATTACKS[name]
    before = desk.server.refs()
    refusal = desk.push(build(desk))
    assert "pre-receive hook declined" in refusal or "unpacker error" in refusal, refusal
    if rule:
        assert any(f"LỖI {one}" in refusal and "cách sửa" in refusal for one in rule.split("|")), refusal
    assert "Traceback" not in refusal and desk.server.refs() == before


def test_who_may_push_where(desk: Desk, request: pytest.FixtureRequest) -> None:
    good = desk.commit({f"{FOLDER}/ho-so.yaml": desk.good})
    before = desk.server.refs()
    transport = request.node.callspec.params["server"]
    for target, account in (
        ("main", "bac-ha-vp"),
        ("nop/nam-ha/1", "bac-ha-vp"),
        ("nop/bac-ha/x", "nam-ha-vp"),
        ("khac", "bac-ha-vp"),
        ("nop/bac-ha", "bac-ha-vp"),
        ("nop/bac-ha/x", STRANGER[transport]),
    ):
        assert desk.push(good, target, account), (target, account)
    old = desk.repo.git.rev_parse("origin/main")
    rewritten = desk.repo.git.commit_tree(f"{old}^{{tree}}", "-m", "viết lại")
    assert "Q04" in desk.push(rewritten, "main", "trung-tam", "--force")
    assert desk.push("", "main", "trung-tam")
    for ref in ("refs/tags/v1", "refs/notes/receipts", "refs/replace/x"):
        done = desk.server.push("bac-ha-vp", desk.root, f"+{good}:{ref}")
        assert done.returncode and "Q03" in done.stderr
    assert desk.server.refs() == before


def test_a_good_push_gets_its_receipt(desk: Desk) -> None:
    assert desk.push(desk.commit({f"{FOLDER}/ho-so.yaml": desk.good}), "nop/bac-ha/tot") == ""
    assert receipts.read(desk.server.repository).entries[-1].event.account == "bac-ha-vp"


def test_two_units_at_once_both_get_in(desk: Desk) -> None:
    other = (PROGRAM / OTHER / "ho-so.yaml").read_bytes()
    pushes = [
        (desk.commit({f"{FOLDER}/ho-so.yaml": desk.good}), "nop/bac-ha/cung-luc", "bac-ha-vp"),
        (desk.commit({f"{OTHER}/ho-so.yaml": other}), "nop/nam-ha/cung-luc", "nam-ha-vp"),
    ]
    before = len(receipts.read(desk.server.repository).entries)
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(lambda push: desk.push(*push), pushes)) == ["", ""]
    book = receipts.read(desk.server.repository)
    assert (len(book.entries), book.broken) == (before + 2, None)


def test_of_two_pushes_to_one_branch_one_wins(desk: Desk) -> None:
    first, second = (desk.commit({f"{FOLDER}/ho-so.yaml": desk.good + mark}) for mark in (b"# 1\n", b"# 2\n"))
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda commit: desk.push(commit, "nop/bac-ha/mot"), (first, second)))
    assert sorted(bool(words) for words in said) == [False, True]
    won = (first, second)[said.index("")]
    assert f"{won} commit\trefs/heads/nop/bac-ha/mot" in desk.server.refs()


def test_a_killed_push_leaves_nothing_and_the_next_one_works(desk: Desk) -> None:
    before = desk.server.refs()
    big = desk.commit({f"{FOLDER}/ho-so.yaml": os.urandom(12_000_000)})
    command = ["git", "-C", str(desk.root), "push", desk.server.urls["bac-ha-vp"], f"{big}:refs/heads/nop/bac-ha/to"]
    environment = {**os.environ, **desk.server.environment["bac-ha-vp"]}
    sending = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(0.25)
    os.killpg(sending.pid, signal.SIGKILL)
    sending.wait()
    assert desk.push(desk.commit({f"{FOLDER}/ho-so.yaml": desk.good}), "nop/bac-ha/sau-do") == ""
    assert [ref for ref in desk.server.refs() if not ref.endswith("sau-do")] == before
    subprocess.run(["git", "-C", str(desk.server.repository), "fsck", "--connectivity-only"], check=True)


def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    """The repository alone on a small file system, filled to the brim, then given room again."""
    if os.geteuid() != 0:
        pytest.skip("cần quyền root để gắn một ổ nhỏ")
    small = tmp_path / "nho"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("máy không cho gắn tmpfs")
    try:
        with http_server(small, ACCOUNTS) as server:
            desk = Desk(server, tmp_path)
            good = desk.commit({f"{FOLDER}/ho-so.yaml": desk.good})
            before = server.refs()
            with (small / "day").open("wb") as filler, pytest.raises(OSError, match="No space"):
                while True:
                    filler.write(b"x" * 65536)
                    filler.flush()
            refusal = desk.push(good)
            assert refusal and "Traceback" not in refusal and server.refs() == before
            (small / "day").unlink()
            assert desk.push(good, "nop/bac-ha/lai") == "" and len(receipts.read(server.repository).entries) == 1
    except MissingProgramError as program:
        pytest.skip(f"thiếu {program}")
    finally:
        subprocess.run(["umount", "-l", small], check=True)
