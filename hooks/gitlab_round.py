"""GitLab: judge every open merge request from the default branch, the only place where a protected secret is given.

`python -m hooks.gitlab_round` comments, converts workbooks and writes receipts of what was handed in;
`--nhan BEFORE AFTER ACCOUNT` writes the receipts of what the default branch took. Only code of the default branch runs;
what was proposed is fetched as data.
"""

import base64
import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from scripts.gate.ref_policy import is_allowed
from scripts.ledger import receipts
from scripts.ledger.branches import BRANCH_PREFIX, NOTHING
from scripts.output.review import MARKER

_MOST_PAGES = 100
_MOST_REQUESTS = 200
_HEAD = "refs/kiemdiem/head"
_CONVERTED = "refs/kiemdiem/chuyen"


class Project(NamedTuple):
    """One project on GitLab. `root`: a clone of its default branch."""

    api: str
    token: str
    remote: str
    root: Path

    def ask(self, path: str, method: str = "GET", **fields: str) -> Any:
        return _ask(f"{self.api}{path}", self.token, method, fields)

    def pages(self, path: str) -> Iterator[Any]:
        """Every entry of a list, however many pages it has."""
        for page in range(1, _MOST_PAGES):
            found = self.ask(f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}")
            yield from found
            if len(found) < 100:
                return

    def git(self, *arguments: str) -> str:
        return self._run("git", *arguments).stdout

    def kiemdiem(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(str(Path(sys.executable).with_name("kiemdiem")), *arguments, check=False)

    def write_receipt(self, *arguments: str) -> None:
        self._run("bash", ".ci/ghi-bien-nhan", *arguments)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        login = base64.b64encode(f"kiemdiem:{self.token}".encode()).decode()
        header = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader"}
        environment = {**os.environ, **header, "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}"}
        return subprocess.run(command, cwd=self.root, env=environment, check=check, capture_output=True, text=True)


class MergeRequest(NamedTuple):
    number: int
    head: str
    branch: str
    opener: str
    pusher: str
    moment: str
    """When the server got the newest commits, by its own list of versions."""
    own: bool
    """Whether the branch lies in this project, so that it may be replaced."""


def listed(project: Project, branch: str, state: str) -> list[dict[str, Any]]:
    """Merge requests into the default branch as a list tells them, the one that changed last first."""
    target = urllib.parse.quote(branch, safe="")
    order = "order_by=updated_at&sort=desc"
    found = project.pages(f"/merge_requests?state={state}&target_branch={target}&{order}")
    return list(islice(found, _MOST_REQUESTS))


def standing(project: Project) -> set[tuple[str, str]]:
    """Branch and commit of what the book says is handed in, and neither taken nor given back since."""
    last = {receipt.event.branch: receipt.event for receipt in receipts.read(project.root).entries}
    return {(branch, event.commit) for branch, event in last.items() if event.deed is receipts.Deed.HANDED_IN}


def request_of(project: Project, number: int) -> MergeRequest:
    found = project.ask(f"/merge_requests/{number}")
    versions = list(project.pages(f"/merge_requests/{number}/versions"))
    moment = next((v["created_at"] for v in versions if v["head_commit_sha"] == found["sha"]), found["updated_at"])
    pusher = ((found.get("head_pipeline") or {}).get("user") or {}).get("username", "")
    own = found["source_project_id"] == found["target_project_id"]
    opener = found["author"]["username"]
    return MergeRequest(number, found["sha"], found["source_branch"], opener, pusher or opener, moment, own)


def give_back(project: Project, request: MergeRequest) -> None:
    """A merge request that was closed without merging: what it brought is handed in no more."""
    if request.own:
        project.git("fetch", "--no-tags", "origin", f"+refs/merge-requests/{request.number}/head:{_HEAD}")
        span = ("--truoc", request.head, "--sau", NOTHING, "--nhanh", request.branch)
        project.write_receipt(*span, "--tai-khoan", request.opener)


def judge(project: Project, request: MergeRequest, base: str, bot: str) -> None:
    """Comment on one merge request, unless the comment is about these very commits; then convert and receipt."""
    notes = f"/merge_requests/{request.number}/notes"
    mine = [
        note for note in project.pages(f"{notes}?sort=asc&order_by=created_at") if note["author"]["username"] == bot
    ]
    old = next((note for note in mine if note["body"].startswith(MARKER)), None)
    if old and request.head[:10] in old["body"] and base[:10] in old["body"]:
        return
    project.git("fetch", "--no-tags", "origin", f"+refs/merge-requests/{request.number}/head:{_HEAD}")
    pusher = "" if request.pusher == bot else request.pusher
    accounts = ("--tai-khoan", request.opener, "--nguoi-day", pusher, "--nhanh", request.branch)
    converted = _converted(project, request, base, accounts)
    beside = project.root / "chuyen.md"
    beside.write_text(converted.stdout if converted else "", encoding="utf-8")
    head = _CONVERTED if converted and converted.returncode == 0 else request.head
    verdict = project.kiemdiem("nhan-xet", "--goc", base, "--de-nghi", head, *accounts, "--kem", str(beside))
    body = verdict.stdout if verdict.returncode <= 1 and verdict.stdout else _failed(request)
    if verdict.returncode == 0 and request.own and head == request.head:  # before the comment, which ends the round
        account = request.opener if request.pusher == bot else request.pusher
        span = ("--truoc", NOTHING, "--sau", request.head, "--nhanh", request.branch)
        project.write_receipt(*span, "--tai-khoan", account, "--thoi-diem", request.moment)
    if old:
        project.ask(f"{notes}/{old['id']}", "PUT", body=body)
    else:
        project.ask(notes, "POST", body=body)
    if converted and converted.returncode == 0:
        _replace(project, request, base, accounts)


def _failed(request: MergeRequest) -> str:
    return f"{MARKER}\n### Chưa xét được đề nghị {request.head[:10]}. Xem nhật ký của lần chạy.\n"


def _converted(
    project: Project, request: MergeRequest, base: str, accounts: tuple[str, ...]
) -> subprocess.CompletedProcess[str] | None:
    """What `excel chuyen` said; None where there was no workbook to convert."""
    if not request.own or not request.branch.startswith(BRANCH_PREFIX) or not is_allowed(request.branch):
        return None
    bundle = project.root / "chuyen.bundle"
    bundle.unlink(missing_ok=True)
    done = project.kiemdiem(
        "excel", "chuyen", "--goc", base, "--de-nghi", request.head, *accounts, "--goi", str(bundle)
    )
    return done if done.stdout else None


def _replace(project: Project, request: MergeRequest, base: str, accounts: tuple[str, ...]) -> None:
    """Put the converted commit in place of the branch, when it is judged good once more and the branch is as it was."""
    again = project.kiemdiem("xet-quyen", "--goc", base, "--de-nghi", _CONVERTED, *accounts)
    if again.returncode == 0:
        lease = f"--force-with-lease=refs/heads/{request.branch}:{request.head}"
        project.git("push", "--quiet", lease, project.remote, f"{_CONVERTED}:refs/heads/{request.branch}")


def main() -> int:
    around = os.environ
    project = Project(
        f"{around['CI_API_V4_URL']}/projects/{around['CI_PROJECT_ID']}",
        around["KIEMDIEM_BOT"],
        f"{around['CI_SERVER_URL']}/{around['CI_PROJECT_PATH']}.git",
        Path.cwd(),
    )
    if sys.argv[1:2] == ["--nhan"]:
        before, after, account = sys.argv[2:]
        project.write_receipt("--truoc", before, "--sau", after, "--nhanh", "main", "--tai-khoan", account)
        return 0
    bot = str(_ask(f"{around['CI_API_V4_URL']}/user", project.token)["username"])
    base = project.git("rev-parse", "HEAD").rstrip("\n")
    branch = around["CI_DEFAULT_BRANCH"]
    project.git("fetch", "--no-tags", "origin", "+refs/notes/*:refs/notes/*")
    handed_in = standing(project)
    closed = (one for one in listed(project, branch, "closed") if (one["source_branch"], one["sha"]) in handed_in)
    work = [(int(one["iid"]), True) for one in listed(project, branch, "opened")]
    work += [(int(one["iid"]), False) for one in closed]
    failed = 0
    for number, is_open in work:
        try:
            request = request_of(project, number)
            if is_open:
                judge(project, request, base, bot)
            else:
                give_back(project, request)
        except (OSError, subprocess.CalledProcessError, ValueError, KeyError, TypeError) as failure:
            print(f"!{number}: chưa xong ({type(failure).__name__}).", file=sys.stderr)  # others are still to be judged
            failed += 1
    return 1 if failed else 0


def _ask(address: str, token: str, method: str = "GET", fields: Mapping[str, str] | None = None) -> Any:
    """What GitLab's API answers at an address of the server's own."""
    data = urllib.parse.urlencode(fields).encode() if fields else None
    request = urllib.request.Request(address, data, {"PRIVATE-TOKEN": token}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read())


if __name__ == "__main__":
    raise SystemExit(main())
