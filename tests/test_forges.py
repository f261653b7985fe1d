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
from urllib.parse import parse_qs

import pytest
import yaml
from git import Repo
from openpyxl.utils import get_column_letter

from schemas.paths import PROGRAM
from scripts.output.review import MARKER
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
    judge, comment = workflow["jobs"]["xet"], workflow["jobs"]["nhan-xet"]
    (checkout,) = [step for step in judge["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert checkout["with"]["persist-credentials"] is False
    assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
    assert "secrets." not in json.dumps(judge)
    scripts = [step["run"] for job in (judge, comment) for step in job["steps"] if "run" in step]
    assert scripts and not any("${{" in script for script in scripts)  # values come as environment, never as code
    if "github" in name:
        assert workflow["permissions"] == {} and judge["permissions"] == {"contents": "read"}


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

    def judge(self, workflow: str, head: str, actor: str = "tran-phu-vp") -> subprocess.CompletedProcess[str]:
        """The workflow's own steps, in order, on the base's checkout. Installing is what this machine has done."""
        shutil.rmtree(self.machine, ignore_errors=True)
        Repo.clone_from(str(self.city.root), str(self.machine), branch="main")
        (self.machine / ".venv").symlink_to(Path(sys.prefix))
        steps = [s["run"] for s in load(workflow)["jobs"]["xet"]["steps"] if "run" in s and s["run"] != "make setup"]
        self.output = self.machine / "ket-qua-buoc"
        environment = {
            **os.environ,
            "BASE": self.base,
            "HEAD": head,
            "ACTOR": actor,
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

    def push(self, workflow: str, head: str) -> subprocess.CompletedProcess[str]:
        """The job that replaces the branch, as the forge's file has it."""
        if "gitlab" in workflow:
            (script,) = load(workflow)["chuyen"]["script"]
            names = {
                "KIEMDIEM_BOT": "x",
                "CI_SERVER_URL": str(self.forge.city.root.parent),
                "CI_DEFAULT_BRANCH": "main",
                "CI_PROJECT_PATH": f"{self.forge.city.root.name}/",
                "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": BRANCH,
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head,
            }
        else:
            script = next(step["run"] for step in load(workflow)["jobs"]["chuyen"]["steps"] if "run" in step)
            remote = str(self.forge.city.root)
            names = {"TOKEN": "x", "REMOTE": remote, "BASE_BRANCH": "main", "HEAD": head, "BRANCH": BRANCH}
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        around = {**os.environ, **names}
        return subprocess.run(command, cwd=self.forge.machine, env=around, capture_output=True, text=True, check=False)


@pytest.fixture
def office(forge: Forge, tmp_path_factory: pytest.TempPathFactory, kiemdiem: Callable[..., Ran]) -> Office:
    return Office(forge, tmp_path_factory.mktemp("excel"), kiemdiem)


@pytest.mark.parametrize("workflow", [*JUDGING, ".gitlab-ci.yml"])
def test_a_workbook_becomes_a_commit_and_never_reaches_main(office: Office, workflow: str) -> None:
    forge, judging = office.forge, workflow if "gitlab" not in workflow else JUDGING[0]
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


class Comments(BaseHTTPRequestHandler):
    """The few calls that the comment jobs make, in the shapes of GitLab and of Forgejo."""

    kept: ClassVar[dict[int, str]] = {}
    asked: ClassVar[list[str]] = []

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        pass

    def do_GET(self) -> None:
        mine = {"user": {"login": "bot"}}
        if self.path.endswith("/user"):
            self._answer({"login": "bot"})
        else:
            self._answer([{"id": number, "body": body, **mine} for number, body in self.kept.items()])

    def do_POST(self) -> None:
        self._keep(max(self.kept, default=0) + 1)

    def do_PATCH(self) -> None:
        self._keep(int(self.path.rsplit("/", 1)[-1]))

    def do_PUT(self) -> None:
        self.do_PATCH()

    def _keep(self, number: int) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.kept[number] = json.loads(text)["body"] if text.startswith("{") else parse_qs(text)["body"][0]
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), Comments)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.mark.parametrize("forge_name", ["gitlab", "forgejo"])
def test_the_bot_writes_one_comment_and_edits_it(api: str, tmp_path: Path, forge_name: str) -> None:
    if forge_name == "gitlab":
        (script,) = load(".gitlab-ci.yml")["nhan-xet"]["script"]
        environment = {"CI_API_V4_URL": api, "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "7", "KIEMDIEM_BOT": "x"}
        needed = {"curl"}
    else:
        steps = load(".forgejo/workflows/de-nghi.yml")["jobs"]["nhan-xet"]["steps"]
        script = next(step["run"] for step in steps if "run" in step)
        environment = {"API": f"{api}/api/v1/repos/a/b", "NUMBER": "7", "TOKEN": "x"}
        needed = {"curl", "jq"}
    if missing := [name for name in needed if not shutil.which(name)]:
        assert not os.environ.get("CI"), missing
        pytest.skip(f"thiếu {missing}")
    Comments.kept[1] = "Lời của một người"
    for text in ("lần đầu “một”", "lần sau & <hai>"):
        (tmp_path / "nhan-xet.md").write_text(f"{MARKER}\n{text}\n", encoding="utf-8")
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **environment}, check=True)
    assert Comments.kept == {1: "Lời của một người", 2: f"{MARKER}\nlần sau & <hai>\n"}
    assert Comments.asked[0] == "POST" and Comments.asked[1] in {"PATCH", "PUT"}


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
