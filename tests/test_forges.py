"""The forges' own files: true to their schemas, safe by construction, and run here for real as far as a shell goes."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from git import Repo
from openpyxl.utils import get_column_letter

from schemas.local_time import read_moment
from schemas.paths import PROGRAM
from scripts.ledger import receipts
from scripts.ledger.receipts import Deed
from scripts.output.review import MARKER, capped
from tests.clerk import REGISTER, Clerk, paper, start
from tests.conftest import City, Ran

WORKFLOWS = (
    ".github/workflows/de-nghi.yml",
    ".github/workflows/nhanh-chinh.yml",
    ".github/workflows/toan-kho.yml",
    ".forgejo/workflows/de-nghi.yml",
)
BRANCH = "nop/tran-phu/1"
JUDGING = (".github/workflows/de-nghi.yml", ".forgejo/workflows/de-nghi.yml")


def load(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((PROGRAM / name).read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", [*WORKFLOWS, ".gitlab-ci.yml"])
def test_a_forge_would_take_the_file(name: str) -> None:
    schema = "vendor.gitlab-ci" if "gitlab" in name else "vendor.github-workflows"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(PROGRAM / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", JUDGING)
def test_nothing_of_a_proposal_is_checked_out_run_or_trusted(name: str) -> None:
    workflow = load(name)
    assert list(workflow[True]) == ["pull_request_target"]  # YAML 1.1 reads “on” as true
    assert workflow[True]["pull_request_target"]["branches"] == ["main"]
    default = "github.event.pull_request.base.ref == github.event.repository.default_branch"
    for job_name, job in workflow["jobs"].items():
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["ref"] == "${{ github.event.repository.default_branch }}"
                assert step["with"].get("persist-credentials", job_name == "bien-nhan") is (job_name == "bien-nhan")
        assert default in job["if"] or job["needs"] == "xet"
        held = "secrets." in json.dumps(job)
        assert not held or job["environment"] == "kiemdiem-bot", job_name
    scripts = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert scripts and not any("${{" in script for script in scripts)  # values come as environment, never as code
    assert "secrets." not in json.dumps(workflow["jobs"]["xet"])
    if "github" in name:
        assert workflow["permissions"] == {} and workflow["jobs"]["xet"]["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_by_commit_and_share_no_cache(name: str) -> None:
    text = (PROGRAM / name).read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)
    assert "cache" not in text
    for job in load(name)["jobs"].values():
        receipts = "ghi-bien-nhan" in json.dumps(job)
        assert not (receipts and "concurrency" in job), "GitHub drops a waiting run: its receipt would be lost"


class Forge:
    """A clone of the base as a CI machine has it, and a proposal under `refs/pull/7/head`."""

    def __init__(self, city: City, folder: Path) -> None:
        self.city = city
        self.register = city.path("tran-phu/ho-so.yaml")
        self.whole = self.register.read_text(encoding="utf-8")
        self.register.unlink()
        self.repo = Repo.init(str(city.root), initial_branch="main")
        self.repo.git.add("--all")
        self.repo.git.commit("-m", "mở kỳ")
        self.base = self.repo.head.commit.hexsha
        self.machine = folder / "may-ci"
        self.summary = folder / "tom-tat.md"

    def propose(self, text: str | None, more: Mapping[str, str | bytes] | None = None) -> str:
        """`text`: of the register, None to leave it out."""
        self.repo.git.checkout("--detach", self.base)
        if text is not None:
            self.register.write_text(text, encoding="utf-8")
        for name, content in (more or {}).items():
            (self.city.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.city.root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        self.repo.git.add("--all")
        self.repo.git.commit("-m", "nộp")
        self.repo.git.update_ref("refs/pull/7/head", "HEAD")
        self.repo.git.update_ref(f"refs/heads/{BRANCH}", "HEAD")
        head = self.repo.head.commit.hexsha
        self.repo.git.checkout("main")
        return head

    def judge(
        self, workflow: str, head: str, actor: str = "tran-phu-vp", pusher: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """The workflow's own steps, in order, on the base's checkout. Installing is what this machine has done."""
        shutil.rmtree(self.machine, ignore_errors=True)
        Repo.clone_from(str(self.city.root), str(self.machine), branch="main")
        (self.machine / ".venv").symlink_to(Path(sys.prefix))
        steps = [s["run"] for s in load(workflow)["jobs"]["xet"]["steps"] if "run" in s and s["run"] != "make setup"]
        self.output = self.machine / "ket-qua-buoc"
        environment = {
            **os.environ,
            "HEAD": head,
            "ACTOR": actor,
            "PUSHER": pusher or actor,
            "BOT": "bot",
            "NUMBER": "7",
            "BRANCH": BRANCH,
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
        }
        command = ["bash", "-e", "-o", "pipefail", "-c", "\n".join(steps)]
        return subprocess.run(command, cwd=self.machine, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def forge(city: City, tmp_path_factory: pytest.TempPathFactory) -> Forge:
    return Forge(city, tmp_path_factory.mktemp("ci"))


@pytest.mark.parametrize("workflow", JUDGING)
def test_a_good_proposal_passes_and_a_bad_one_fails_with_its_comment(forge: Forge, workflow: str) -> None:
    done = forge.judge(workflow, forge.propose(forge.whole), "Tran-Phu-VP")  # logins do not know upper case
    assert done.returncode == 0, done.stdout + done.stderr
    comment = (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert (comment.startswith(MARKER) and "0 → 5" in comment) or "→ 6 trên 6" in comment
    done = forge.judge(workflow, forge.propose(forge.whole.replace("nguoi_ky:", "nguoiky:", 1)))
    assert done.returncode == 1
    assert "K11" in (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert forge.judge(workflow, forge.propose(forge.whole), "bac-ha-vp").returncode == 1


@pytest.mark.parametrize("workflow", JUDGING)
def test_a_proposals_own_code_never_runs(forge: Forge, workflow: str) -> None:
    marker = forge.machine.parent / "da-chay"
    evil = f"open({str(marker)!r}, 'w')"
    make = f"setup:\n\ttouch {marker}\n"
    files: dict[str, str | bytes] = {
        "sitecustomize.py": evil,
        "scripts/cli.py": evil,
        workflow: "on: push",
        "Makefile": make,
    }
    head = forge.propose(forge.whole, files)
    done = forge.judge(workflow, head)
    assert done.returncode == 1 and not marker.exists()
    assert "Q02" in (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")


class Office:
    """A unit that puts its workbook into its own folder, as one does in a forge's web page."""

    def __init__(self, forge: Forge, folder: Path, kiemdiem: Callable[..., Ran]) -> None:
        self.forge = forge
        self.clerk = Clerk(forge.city, folder, kiemdiem, "tran-phu")
        self.path = str(forge.register.parent.relative_to(forge.city.root) / "nhap" / "tran-phu.xlsx")

    def hand_in(self, **cells: object) -> str:
        start(self.clerk)
        paper(self.clerk, **cells)
        self.clerk.book.save(self.clerk.path)
        return self.forge.propose(None, {self.path: self.clerk.path.read_bytes()})

    def push(
        self, workflow: str, head: str, branch: str = BRANCH, bundle: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The job that replaces the branch, as the forge's file has it."""
        steps = load(workflow)["jobs"]["chuyen"]["steps"]
        script = next(step["run"] for step in steps if "TOKEN" in step.get("env", {}))
        remote = str(self.forge.city.root)
        names = {"TOKEN": "x", "REMOTE": remote, "HEAD": head, "BRANCH": branch, "ACTOR": "Tran-Phu-VP"}
        artifact = self.forge.machine / "nhan"
        artifact.mkdir(exist_ok=True)
        shutil.copyfile(bundle or self.forge.machine / "chuyen.bundle", artifact / "chuyen.bundle")
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        around = {**os.environ, **names}
        return subprocess.run(command, cwd=self.forge.machine, env=around, capture_output=True, text=True, check=False)


@pytest.fixture
def office(forge: Forge, tmp_path_factory: pytest.TempPathFactory, kiemdiem: Callable[..., Ran]) -> Office:
    return Office(forge, tmp_path_factory.mktemp("excel"), kiemdiem)


@pytest.mark.parametrize("workflow", JUDGING)
def test_a_workbook_becomes_a_commit_and_never_reaches_main(office: Office, workflow: str) -> None:
    forge, judging = office.forge, workflow
    head = office.hand_in()
    done = forge.judge(judging, head)
    comment = (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert done.returncode == 1, "the commit with the workbook must not be mergeable"
    assert comment.startswith(MARKER) and "được chuyển thành hồ sơ" in comment and "ho-so.yaml" in comment, comment
    assert forge.output.read_text(encoding="utf-8") == "chuyen=co\n"
    pushed = office.push(workflow, head)
    assert pushed.returncode == 0, pushed.stderr
    made = forge.repo.commit(BRANCH)
    assert made.parents[0].hexsha == forge.base and made.author == forge.repo.commit(head).author
    objects = forge.repo.git.rev_list("--objects", BRANCH)
    assert "tran-phu/ho-so.yaml" in objects and ".xlsx" not in objects
    forge.repo.git.update_ref("refs/pull/7/head", BRANCH)
    again = forge.judge(judging, made.hexsha)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Bảng tính" not in (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("workflow", JUDGING)
def test_a_workbook_with_questions_is_refused_with_its_cells(office: Office, workflow: str) -> None:
    done = office.forge.judge(workflow, office.hand_in(Số_bản="1.200"))
    comment = (office.forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    letter = get_column_letter(office.clerk.column(REGISTER, "Số bản"))
    assert done.returncode == 1 and "Bảng tính chưa nhận được" in comment, comment
    assert f"{REGISTER}&#33;{letter}5" in comment and "ngăn hàng nghìn" in comment
    assert not (office.forge.machine / "chuyen.bundle").exists()


def test_a_branch_that_moved_meanwhile_is_left_alone(office: Office) -> None:
    head = office.hand_in()
    office.forge.judge(JUDGING[0], head)
    newer = office.forge.propose(office.forge.whole)
    pushed = office.push(JUDGING[0], head)
    assert pushed.returncode and office.forge.repo.commit(BRANCH).hexsha == newer


def test_a_workbook_of_another_unit_or_by_another_account_is_refused(office: Office) -> None:
    head = office.hand_in()
    done = office.forge.judge(JUDGING[0], head, "bac-ha-vp")
    assert done.returncode == 1 and not (office.forge.machine / "chuyen.bundle").exists()
    office.path = office.path.replace("/tran-phu/", "/bac-ha/")
    done = office.forge.judge(JUDGING[0], office.hand_in())
    comment = (office.forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert done.returncode == 1 and "đơn vị khác" in comment
    assert not (office.forge.machine / "chuyen.bundle").exists()


@pytest.mark.parametrize("branch", ["main", "nop/nam-ha/1", "nop/tran-phu/1/x", "khac"])
@pytest.mark.parametrize("workflow", JUDGING)
def test_a_converted_commit_is_judged_again_before_it_replaces_anything(
    office: Office, workflow: str, branch: str
) -> None:
    """As if the first job had been taken over: its bundle is no proof of anything."""
    forge = office.forge
    head = office.hand_in()
    forge.judge(workflow, head)
    if branch != "main":
        forge.repo.git.update_ref(f"refs/heads/{branch.replace('/1/x', '/2')}", head)
    before = forge.repo.git.for_each_ref()
    assert office.push(workflow, head, branch).returncode != 0
    assert forge.repo.git.for_each_ref() == before


@pytest.mark.parametrize("workflow", JUDGING)
def test_a_bundle_of_the_attackers_own_is_refused(office: Office, workflow: str, tmp_path: Path) -> None:
    forge = office.forge
    head = office.hand_in()
    forge.judge(workflow, head)
    evil = Repo.clone_from(str(forge.city.root), str(tmp_path / "ke-gian"), branch="main")
    (tmp_path / "ke-gian" / "Makefile").write_text("setup:\n\ttouch da-chay\n", encoding="utf-8")
    evil.git.add("--all")
    evil.git.commit("-m", "x")
    evil.git.update_ref("refs/kiemdiem/chuyen", "HEAD")
    evil.git.bundle("create", str(tmp_path / "x.bundle"), "refs/kiemdiem/chuyen", "^origin/main")
    before = forge.repo.git.for_each_ref()
    assert office.push(workflow, head, BRANCH, tmp_path / "x.bundle").returncode != 0
    assert forge.repo.git.for_each_ref() == before


@pytest.mark.parametrize("workflow", JUDGING)
def test_both_who_opened_and_who_pushed_must_be_allowed(forge: Forge, workflow: str) -> None:
    head = forge.propose(forge.whole)
    assert forge.judge(workflow, head, "tran-phu-vp", "bac-ha-vp").returncode == 1
    assert forge.judge(workflow, head, "bac-ha-vp", "tran-phu-vp").returncode == 1
    assert forge.judge(workflow, head, "tran-phu-vp", "bot").returncode == 0


@pytest.mark.parametrize(
    "name", ["a b; touch da-chay", "$(touch da-chay)", "`touch da-chay`.yaml", "--help", "x\u202ey"]
)
@pytest.mark.parametrize("workflow", JUDGING)
def test_names_are_never_commands(forge: Forge, workflow: str, name: str) -> None:
    folder = str(forge.register.parent.relative_to(forge.city.root))
    done = forge.judge(workflow, forge.propose(forge.whole, {f"{folder}/{name}": "x"}))
    assert done.returncode == 1 and not (forge.machine / "da-chay").exists()
    comment = (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert comment.startswith(MARKER) and "\u202e" not in comment


def test_a_comment_stays_below_what_every_forge_takes(forge: Forge) -> None:
    folder = str(forge.register.parent.relative_to(forge.city.root))
    many = {f"{folder}/{'x' * 100}/{'y' * 100}/{number}-{'z' * 80}.yaml": "a: 1" for number in range(300)}
    done = forge.judge(JUDGING[0], forge.propose(forge.whole, many))
    comment = (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert done.returncode == 1 and comment.startswith(MARKER) and len(comment) <= 65_536
    assert len(capped(f"{MARKER}\n" + "dòng\n" * 100_000)) < 65_536 and "dài quá" in capped("x\n" * 100_000)


def test_a_run_that_breaks_leaves_no_old_verdict_standing(forge: Forge) -> None:
    head = forge.propose(forge.whole)
    forge.repo.git.update_ref("-d", "refs/pull/7/head")
    assert forge.judge(JUDGING[0], head).returncode != 0
    comment = (forge.machine / "nhan-xet.md").read_text(encoding="utf-8")
    assert comment.startswith(MARKER) and "Chưa xét được" in comment and head in comment


def receipting(workflow: str, forge: Forge, **around: str) -> subprocess.CompletedProcess[str]:
    """The job that writes receipts, on a fresh checkout of the default branch."""
    machine = forge.machine.with_name("may-bien-nhan")
    shutil.rmtree(machine, ignore_errors=True)
    Repo.clone_from(str(forge.city.root), str(machine), branch="main")
    (machine / ".venv").symlink_to(Path(sys.prefix))
    (machine / ".ci").mkdir()
    shutil.copyfile(PROGRAM / ".ci/ghi-bien-nhan", machine / ".ci/ghi-bien-nhan")
    steps = load(workflow)["jobs"]["bien-nhan"]["steps"]
    script = next(step["run"] for step in steps if "ghi-bien-nhan" in step.get("run", ""))
    known = {"NUMBER": "7", "BRANCH": BRANCH, "ACTOR": "Tran-Phu-VP", "OPENER": "tran-phu-vp", "BOT": "bot"}
    environment = {**os.environ, **known, **around}
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=machine, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("workflow", JUDGING)
def test_the_hand_in_counts_from_the_push_to_the_branch(forge: Forge, workflow: str) -> None:
    head = forge.propose(forge.whole)
    on_time = "2024-12-04T09:00:00Z"
    for _ in range(2):  # a job that runs again writes nothing twice
        done = receipting(workflow, forge, ACTION="synchronize", HEAD=head, MOMENT=on_time)
        assert done.returncode == 0, done.stdout + done.stderr
    forge.repo.git.checkout("main")
    forge.repo.git.merge("--no-ff", "-m", "nhận", head)
    merged = {"BEFORE": forge.base, "AFTER": forge.repo.head.commit.hexsha, "ACTOR": "trung-tam"}
    done = receipting(".github/workflows/nhanh-chinh.yml", forge, **merged)
    assert done.returncode == 0, done.stdout + done.stderr
    (handed_in, accepted) = receipts.read(forge.city.root).entries
    assert (handed_in.event.deed, handed_in.event.account) == (Deed.HANDED_IN, "tran-phu-vp")
    assert handed_in.event.moment == read_moment(on_time) and accepted.event.deed is Deed.ACCEPTED


def test_receipts_of_runs_at_once_are_all_kept(forge: Forge) -> None:
    heads = [forge.propose(forge.whole.replace("Dữ liệu mẫu", f"Dữ liệu mẫu {number}", 1)) for number in range(4)]
    machines = []
    for number, head in enumerate(heads):
        machine = forge.machine.with_name(f"may-{number}")
        Repo.clone_from(str(forge.city.root), str(machine), branch="main").git.fetch("origin", head)
        (machine / ".venv").symlink_to(Path(sys.prefix))
        command = ["bash", str(PROGRAM / ".ci/ghi-bien-nhan"), "--truoc", "0" * 40, "--sau", head, "--nhanh"]
        command += [f"nop/tran-phu/{number}", "--tai-khoan", "tran-phu-vp", "--thoi-diem", "2024-12-04T09:00:00Z"]
        machines.append(subprocess.Popen(command, cwd=machine, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    for process in machines:
        said, _ = process.communicate()
        assert process.returncode == 0, said.decode()
    book = receipts.read(forge.city.root)
    assert (len(book.entries), book.broken) == (4, None)


class Comments(BaseHTTPRequestHandler):
    """The few calls that are made to the API of GitLab and of Forgejo, in their shapes, a page at a time."""

    kept: ClassVar[dict[int, tuple[str, str]]] = {}
    asked: ClassVar[list[str]] = []
    requests: ClassVar[list[dict[str, Any]]] = []
    head: ClassVar[str] = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        pass

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        last = where.path.rsplit("/", 1)[-1]
        if last == "user":
            self._answer({"login": "bot", "username": "bot"})
        elif last in ("comments", "notes"):
            size = int(parse_qs(where.query).get("per_page", parse_qs(where.query).get("limit", ["30"]))[0])
            page = int(parse_qs(where.query).get("page", ["1"])[0])
            listed = [
                {"id": n, "body": body, "user": {"login": who}, "author": {"username": who}}
                for n, (who, body) in sorted(self.kept.items())
            ]
            self._answer(listed[(page - 1) * size : page * size])
        elif last == "merge_requests":
            state = parse_qs(where.query)["state"][0]
            self._answer([r for r in self.requests if r.get("state", "opened") == state])
        elif last == "versions":
            self._answer([{"head_commit_sha": r["sha"], "created_at": r["at"]} for r in self.requests])
        elif "/merge_requests/" in where.path:
            self._answer(next(r for r in self.requests if str(r["iid"]) == last))
        else:
            self._answer({"head": {"sha": self.head}})

    def do_POST(self) -> None:
        self._keep(max(self.kept, default=0) + 1)

    def do_PATCH(self) -> None:
        self._keep(int(self.path.rsplit("/", 1)[-1]))

    def do_PUT(self) -> None:
        self.do_PATCH()

    def _keep(self, number: int) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        body = json.loads(text)["body"] if text.startswith("{") else parse_qs(text)["body"][0]
        self.kept[number] = ("bot", body)
        self.asked.append(self.command)
        self._answer({"id": number})

    def _answer(self, content: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


@pytest.fixture
def api() -> Iterator[str]:
    Comments.kept.clear()
    Comments.asked.clear()
    Comments.requests.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Comments)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def spam() -> None:
    """A unit that writes the bot's own first line, a hundred times, before the bot comes."""
    for number in range(1, 121):
        Comments.kept[number] = ("tran-phu-vp", f"{MARKER}\n✓ Nhận được.")


@pytest.mark.parametrize("newest", [True, False])
def test_the_bot_writes_one_comment_and_edits_only_its_own(api: str, tmp_path: Path, newest: bool) -> None:
    steps = load(".forgejo/workflows/de-nghi.yml")["jobs"]["nhan-xet"]["steps"]
    script = next(step["run"] for step in steps if "run" in step)
    environment = {"API": f"{api}/api/v1/repos/a/b", "NUMBER": "7", "TOKEN": "x", "HEAD": "a" * 40}
    if missing := [name for name in ("curl", "jq") if not shutil.which(name)]:
        assert not os.environ.get("CI"), missing
        pytest.skip(f"thiếu {missing}")
    Comments.head = "a" * 40 if newest else "b" * 40
    spam()
    for text in ("lần đầu “một”", "lần sau & <hai>"):
        (tmp_path / "nhan-xet.md").write_text(f"{MARKER}\n{text}\n", encoding="utf-8")
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **environment}, check=True)
    mine = {number: body for number, (who, body) in Comments.kept.items() if who == "bot"}
    assert mine == ({121: f"{MARKER}\nlần sau & <hai>\n"} if newest else {})
    assert Comments.asked == (["POST", "PATCH"] if newest else [])


def gitlab_round(forge: Forge, api: str) -> None:
    """What the scheduled pipeline of the default branch runs, in its own clone."""
    machine = forge.machine.with_name("may-gitlab")
    shutil.rmtree(machine, ignore_errors=True)
    Repo.clone_from(str(forge.city.root), str(machine), branch="main")
    (machine / ".ci").mkdir()
    (machine / ".venv").symlink_to(Path(sys.prefix))
    shutil.copyfile(PROGRAM / ".ci/ghi-bien-nhan", machine / ".ci/ghi-bien-nhan")
    around = {
        **os.environ,
        "PYTHONPATH": str(PROGRAM),
        "CI_API_V4_URL": api,
        "CI_PROJECT_ID": "1",
        "CI_DEFAULT_BRANCH": "main",
        "CI_SERVER_URL": str(forge.city.root.parent),
        "CI_PROJECT_PATH": f"{forge.city.root.name}/",
        "KIEMDIEM_BOT": "x",
    }
    command = [str(Path(sys.prefix) / "bin/python"), "-m", "hooks.gitlab_round"]
    done = subprocess.run(command, cwd=machine, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def merge_request(head: str, pusher: str = "tran-phu-vp", opener: str = "tran-phu-vp") -> dict[str, Any]:
    return {
        "iid": 7,
        "sha": head,
        "source_branch": BRANCH,
        "source_project_id": 1,
        "target_project_id": 1,
        "author": {"username": opener},
        "head_pipeline": {"user": {"username": pusher}},
        "updated_at": "2024-12-09T00:00:00Z",
        "at": "2024-12-04T02:00:00Z",
    }


def test_gitlab_comments_and_receipts_from_the_protected_branch(forge: Forge, api: str) -> None:
    spam()
    head = forge.propose(forge.whole)
    forge.repo.git.update_ref("refs/merge-requests/7/head", head)
    Comments.requests.append(merge_request(head))
    for _ in range(2):
        gitlab_round(forge, api)
    assert Comments.asked == ["POST"], "the same commits are judged once"
    assert Comments.kept[121][1].startswith(f"{MARKER}\n### ✓")
    (receipt,) = receipts.read(forge.city.root).entries
    assert receipt.event.moment == read_moment("2024-12-04T02:00:00Z")
    worse = forge.propose(forge.whole.replace("nguoi_ky:", "nguoiky:", 1))
    forge.repo.git.update_ref("refs/merge-requests/7/head", worse)
    Comments.requests[0] = merge_request(worse)
    gitlab_round(forge, api)
    assert Comments.asked == ["POST", "PUT"] and "K11" in Comments.kept[121][1]
    other = forge.propose(forge.whole)
    Comments.requests[0] = merge_request(other, pusher="bac-ha-vp")
    forge.repo.git.update_ref("refs/merge-requests/7/head", other)
    gitlab_round(forge, api)
    assert "Q01" in Comments.kept[121][1] and len(receipts.read(forge.city.root).entries) == 1
    Comments.requests[0] = {**merge_request(head), "state": "closed"}
    forge.repo.git.update_ref("refs/merge-requests/7/head", head)
    for _ in range(2):
        gitlab_round(forge, api)
    deeds = [receipt.event.deed for receipt in receipts.read(forge.city.root).entries]
    assert deeds == [Deed.HANDED_IN, Deed.WITHDRAWN]


def test_gitlab_converts_a_workbook_from_the_protected_branch(office: Office, api: str) -> None:
    head = office.hand_in()
    office.forge.repo.git.update_ref("refs/merge-requests/7/head", head)
    Comments.requests.append(merge_request(head))
    gitlab_round(office.forge, api)
    made = office.forge.repo.commit(BRANCH)
    assert made.hexsha != head and made.parents[0].hexsha == office.forge.base
    assert ".xlsx" not in office.forge.repo.git.rev_list("--objects", BRANCH)
    assert "được chuyển thành hồ sơ" in Comments.kept[1][1]


def test_codeowners_name_the_centre_and_never_a_unit(city: City, kiemdiem: Callable[..., Ran]) -> None:
    github = kiemdiem("nguoi-duyet", "--noi", "github", "--kho", city.root).out.splitlines()
    assert github[2:] == ["* @trung-tam", "/submissions/2024/ @trung-tam"]
    gitea = kiemdiem("nguoi-duyet", "--noi", "gitea", "--kho", city.root).out.splitlines()
    pattern, owner = gitea[3].split()
    assert owner == "@trung-tam" and re.fullmatch(pattern, "submissions/2024/phuong-xa/bac-ha/ho-so.yaml")
    assert "-vp" not in "\n".join(github + gitea)


def shard_commands() -> dict[str, tuple[list[dict[str, str]], str]]:
    """Forge → the environment of each of its four machines, and each machine's command."""
    github, gitlab = load(".github/workflows/toan-kho.yml")["jobs"], load(".gitlab-ci.yml")
    [judge] = [step["run"] for step in github["phan"]["steps"] if "--phan" in step.get("run", "")]
    parts = github["phan"]["strategy"]["matrix"]["phan"]
    assert github["phan"]["env"]["TONG"] == str(len(parts)) and gitlab["toan-kho"]["parallel"] == 4
    one = [{"PHAN": str(part), "TONG": str(len(parts)), "NGAY": "2024-12-20"} for part in parts]
    stamp = "2024-12-20T18:30:00Z"
    other = [{"CI_NODE_INDEX": str(n), "CI_NODE_TOTAL": "4", "CI_PIPELINE_CREATED_AT": stamp} for n in range(1, 5)]
    return {"github": (one, judge), "gitlab": (other, gitlab["toan-kho"]["script"][-1])}


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_machines_in_parallel_say_together_what_one_says(
    committed: City, kiemdiem: Callable[..., Ran], forge: str
) -> None:
    committed.edit("nam-ha/don-vi.yaml", "ma: nam-ha", "ma: bac-ha")
    Repo(str(committed.root)).git.commit("-am", "trùng mã")
    machines, command = shard_commands()[forge]
    (committed.root / ".venv").symlink_to(Path(sys.prefix))
    for more in machines:
        subprocess.run(["bash", "-ec", command], cwd=committed.root, env={**os.environ, **more}, check=True)
    joining = ".venv/bin/kiemdiem nhan-xet --gop-phan phan-*.json --dang text"
    for name in (".gitlab-ci.yml", ".github/workflows/toan-kho.yml"):
        assert joining in (PROGRAM / name).read_text(encoding="utf-8")
    done = subprocess.run(["bash", "-ec", joining], cwd=committed.root, capture_output=True, text=True, check=False)
    alone = kiemdiem("kiem-tra", "--ban", "main", "--kho", committed.root, "--thoi-diem", "2024-12-20")
    assert done.returncode == alone.code == 1
    assert "Mã đơn vị trùng" in done.stdout and done.stdout.splitlines()[-1] == alone.out.splitlines()[-1]
