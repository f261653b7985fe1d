"""Plain git, behind a handful of functions. Bulk reads take one process: `ls-tree`, `cat-file --batch`, `log`.

Every process has an end: so many seconds, so much memory, so long an answer. What git writes is cut at the bytes that
git puts there (newline, space, NUL), never at what Unicode calls a line or a space: names may hold those.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, NamedTuple

from schemas.errors import KiemdiemError

_FOLDER = b"040000 "
_SECONDS = 120.0
_MEMORY = 1 << 30
_LONGEST_ANSWER = 1 << 29
_AROUND = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
"""What every git is started with: objects as they are, no question at a keyboard, errors in the words read below."""

_NO = 1
"""Git's exit code for “no”; a fault of git itself has another."""


class GitError(KiemdiemError):
    """git said no; the message says why, for whoever runs the command."""


class NoRepositoryError(GitError):
    """There is no repository here, which for a plain folder of files is no fault."""


class OversizeError(GitError):
    """What was asked for is larger, or takes longer, than the caller or this machine will bear."""


class Blob(NamedTuple):
    """A file of a tree or index. `mode` is git's, such as 100644."""

    path: str
    mode: str
    oid: str


class _Outcome(NamedTuple):
    code: int
    output: bytes
    complaint: str


_COMPLAINTS = (
    ("dubious ownership", "kho này thuộc một tài khoản khác trên máy, nên git không mở: chạy bằng tài khoản đó"),
    ("Permission denied", "tài khoản đang chạy không có quyền đọc hoặc ghi trong kho này"),
    ("insufficient permission", "tài khoản đang chạy không có quyền đọc hoặc ghi trong kho này"),
    ("No space left", "đĩa đã đầy"),
    ("Read-only file system", "đĩa chỉ cho đọc"),
    ("out of memory", "git cần nhiều bộ nhớ hơn mức cho phép"),
    ("Out of memory", "git cần nhiều bộ nhớ hơn mức cho phép"),
    ("cannot allocate", "git cần nhiều bộ nhớ hơn mức cho phép"),
    ("broken ref", "một nhánh trong kho bị hỏng (tắt máy đột ngột?): người vận hành khôi phục từ bản sao"),
    ("bad ref", "một nhánh trong kho bị hỏng (tắt máy đột ngột?): người vận hành khôi phục từ bản sao"),
    ("missing object", "kho thiếu dữ liệu của một nhánh: người vận hành chạy `git fsck`, khôi phục từ bản sao"),
    ("bad object", "kho thiếu dữ liệu của một nhánh: người vận hành chạy `git fsck`, khôi phục từ bản sao"),
    ("corrupt", "dữ liệu trong kho bị hỏng: người vận hành chạy `git fsck`, khôi phục từ bản sao"),
    ("unable to read", "dữ liệu trong kho bị hỏng: người vận hành chạy `git fsck`, khôi phục từ bản sao"),
)
"""What git complains of → in our words. The first that fits counts."""

_IGNORED_REF = "ignoring broken ref"
"""Git leaves such a ref out and goes on; we do not, for what it held would count as not there."""


def run(
    repository: Path,
    *arguments: str,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
    longest: int = _LONGEST_ANSWER,
) -> bytes:
    """Run git and return its output. Raises GitError. The environment is kept, since hooks need its quarantine;
    `environment` comes on top of it. `longest`: bytes of output beyond which git is stopped."""
    answer = _ask(repository, arguments, stdin, environment, longest)
    if answer.code:
        raise _refusal(arguments[0], answer)
    return answer.output


def text(repository: Path, *arguments: str) -> str:
    return run(repository, *arguments).decode(errors="replace").rstrip("\n")


def ask(repository: Path, *arguments: str) -> str | None:
    """The answer to a question that git may answer with no: None then. Raises GitError where it cannot answer."""
    answer = _ask(repository, arguments, None, None, _LONGEST_ANSWER)
    if answer.code == _NO:
        return None
    if answer.code:
        raise _refusal(arguments[0], answer)
    return answer.output.decode(errors="replace").rstrip("\n")


def lines(output: bytes) -> list[str]:
    """The lines of git's output, as git ends them. A byte that is no UTF-8 stays itself (surrogate escape)."""
    return output.decode(errors="surrogateescape").removesuffix("\n").split("\n") if output else []


def _ask(
    repository: Path,
    arguments: tuple[str, ...],
    stdin: bytes | None,
    environment: Mapping[str, str] | None,
    longest: int,
) -> _Outcome:
    with TemporaryFile() as complaints, _started(repository, arguments, stdin, environment, complaints) as process:
        output = process.stdout.read(longest + 1) if process.stdout else b""
        if len(output) > longest:
            raise OversizeError(f"git {arguments[0]} trả lời dài quá {longest >> 10} KiB, đã dừng")
        code = process.wait()
        complaints.seek(0)
        complaint = complaints.read(1 << 16).decode(errors="replace")
    if not code and _IGNORED_REF in complaint:
        code = 128
    return _Outcome(code, output, complaint)


@contextmanager
def _started(
    repository: Path,
    arguments: Iterable[str],
    stdin: bytes | None,
    environment: Mapping[str, str] | None,
    complaints: IO[bytes] | int,
) -> Iterator[subprocess.Popen[bytes]]:
    """A git process within its bounds, gone when the block is left. Raises GitError where git is not installed, and
    at the end where the time was up."""
    command = ["git", "-C", str(repository), *arguments]
    around = {**os.environ, **_AROUND, **(environment or {})}
    with TemporaryFile() as given:
        given.write(stdin or b"")
        given.seek(0)
        try:
            process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=complaints, env=around)
        except FileNotFoundError:
            raise GitError("máy này chưa cài git") from None
    _bound_memory(process.pid)
    late: list[bool] = []

    def stop() -> None:
        late.append(True)
        process.kill()

    clock = Timer(_SECONDS, stop)
    clock.daemon = True
    clock.start()
    try:
        yield process
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
        if late:
            raise OversizeError(f"git chạy quá {_SECONDS:.0f} giây, đã dừng")


def _bound_memory(pid: int) -> None:
    """Where the system can: memory that a process asks for, not files that it maps."""
    try:
        import resource
    except ImportError:  # Windows
        return
    if hasattr(resource, "prlimit"):
        try:
            resource.prlimit(pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        except (OSError, ValueError):  # over already, or a stricter limit stands
            return


def _refusal(command: str, answer: _Outcome) -> GitError:
    if any(sign in answer.complaint for sign in ("not a git repository", "cannot change to")):
        return NoRepositoryError("thư mục này không phải kho Git")
    for sign, meaning in _COMPLAINTS:
        if sign in answer.complaint:
            return GitError(meaning)
    said = answer.complaint.strip("\n ").partition("\n")[0] or f"mã {answer.code}"
    return GitError(f"git {command} không chạy được: {said}")


def commit_of(repository: Path, revision: str) -> str:
    """The full id of a commit. Raises GitError when there is none; a revision never reads as an option."""
    found = find_commit(repository, revision)
    if found is None:
        raise GitError(f"không có phiên bản “{revision}” trong kho này")
    return found


def find_commit(repository: Path, revision: str) -> str | None:
    """The full id of a commit, None when there is none. Raises GitError for a ref that is there and cannot be read:
    git itself takes that for none."""
    found = ask(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None and revision.startswith("refs/"):
        run(repository, "for-each-ref", "--format=%(objecttype)", revision)
    return found


def folder_of(repository: Path) -> Path:
    """Git's own folder of a repository. The two usual layouts are seen without a process. Raises GitError."""
    for folder in (repository / ".git", repository):
        if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
            return folder.absolute()
    return Path(text(repository, "rev-parse", "--absolute-git-dir"))


def ls_tree(repository: Path, revision: str, *prefixes: str, deep: bool = True) -> list[Blob]:
    """All files of a commit at or below the prefixes; not `deep`, only those directly in a prefix ending with /."""
    listing = run(repository, "ls-tree", *(["-r"] if deep else []), "-z", "--full-tree", revision, "--", *prefixes)
    return [_tree_line(line) for line in listing.split(b"\0") if line and not line.startswith(_FOLDER)]


def ls_folders(repository: Path, revision: str, *parents: str) -> list[str]:
    """The folders directly in these folders of a commit."""
    listing = run(
        repository, "ls-tree", "-d", "--name-only", "-z", "--full-tree", revision, "--", *(f"{p}/" for p in parents)
    )
    return [path.decode(errors="surrogateescape") for path in listing.split(b"\0") if path]


def changed_paths(repository: Path, *what: str, errors: str = "surrogateescape") -> list[str]:
    """Paths that differ: between commits, or with `--cached` what is staged. A file moved is two."""
    listing = run(repository, "diff", "--name-only", "--no-renames", "-z", *what)
    return [path.decode(errors=errors) for path in listing.split(b"\0") if path]


def ls_index(repository: Path, *prefixes: str) -> list[Blob]:
    """All staged files at or below the prefixes."""
    listing = run(repository, "ls-files", "--stage", "-z", "--", *prefixes)
    blobs = []
    for line in listing.split(b"\0"):
        if line:
            meta, _, path = line.partition(b"\t")
            mode, oid, _ = meta.decode().split(" ")
            blobs.append(Blob(path.decode(errors="surrogateescape"), mode, oid))
    return blobs


def _tree_line(line: bytes) -> Blob:
    meta, _, path = line.partition(b"\t")
    mode, _, oid = meta.decode().split(" ")
    return Blob(path.decode(errors="surrogateescape"), mode, oid)


class ObjectSize(NamedTuple):
    """What the object store says of an object without opening it."""

    oid: str
    kind: str
    size: int


def sizes(repository: Path, oids: Iterable[str]) -> list[ObjectSize]:
    """Kind and size of each object, in order, from one process. Raises GitError where one is missing."""
    asked = "\n".join(oids).encode()
    if not asked:
        return []
    found = []
    for line in lines(run(repository, "cat-file", "--batch-check", stdin=asked)):
        oid, _, rest = line.partition(" ")
        kind, _, size = rest.partition(" ")
        if not size.isdigit():
            raise GitError("kho thiếu dữ liệu: người vận hành chạy `git fsck`, khôi phục từ bản sao")
        found.append(ObjectSize(oid, kind, int(size)))
    return found


def read_objects(repository: Path, oids: Iterable[str], largest: int = _LONGEST_ANSWER) -> Iterator[bytes]:
    """The contents of objects, in order, from one process, one at a time in memory. Raises OversizeError."""
    asked = "\n".join(oids).encode()
    if not asked:
        return
    with _started(repository, ("cat-file", "--batch"), asked, None, subprocess.DEVNULL) as process:
        output = process.stdout
        while output and (header := output.readline()):
            size = header.rstrip(b"\n").rpartition(b" ")[2]
            if not size.isdigit():
                raise GitError("kho thiếu dữ liệu: người vận hành chạy `git fsck`, khôi phục từ bản sao")
            if int(size) > largest:
                raise OversizeError(f"một đối tượng dài quá {largest >> 10} KiB")
            content = output.read(int(size) + 1)
            if len(content) <= int(size):
                raise GitError("git dừng giữa chừng khi đọc dữ liệu của kho")
            yield content[:-1]


def read_blobs(repository: Path, oids: Iterable[str], largest: int) -> Iterator[bytes]:
    """The contents of blobs, in order, from one process. A blob over `largest` bytes comes cut just above it."""
    known = sizes(repository, oids)
    contents = read_objects(repository, [blob.oid for blob in known if blob.size <= largest])
    for blob in known:
        yield next(contents) if blob.size <= largest else b" " * (largest + 1)
