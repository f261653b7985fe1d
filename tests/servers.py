"""Real Git servers for the tests, from Debian's packages, each on a free port of 127.0.0.1 and gone at the end.

HTTP: nginx asks for a password and hands the account to git-http-backend (through fcgiwrap) as REMOTE_USER.
SSH: sshd knows a person by his key and starts gitolite, which hands the account to the hook as GL_USER.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from git import Repo

from hooks.install import install
from scripts import demo

_FASTCGI = (
    "QUERY_STRING $query_string",
    "REQUEST_METHOD $request_method",
    "CONTENT_TYPE $content_type",
    "CONTENT_LENGTH $content_length",
    "SERVER_PROTOCOL $server_protocol",
    "REMOTE_ADDR $remote_addr",
)


class MissingProgramError(Exception):
    """A program of Debian that this server is made of is not installed."""


class Server(NamedTuple):
    """`repository`: the bare repository on the server. `environment`: what an account's git needs to get in."""

    repository: Path
    urls: Mapping[str, str]
    environment: Mapping[str, Mapping[str, str]]

    def push(self, account: str, work: Path, *refspecs: str) -> subprocess.CompletedProcess[str]:
        command = ["git", "-C", str(work), "push", *refspecs[:-1], self.urls[account], refspecs[-1]]
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **self.environment[account]}
        return subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)

    def refs(self) -> list[str]:
        """Where every branch stands. Receipts come and go with pushes and are no branch."""
        return str(Repo(str(self.repository)).git.for_each_ref("refs/heads", "refs/tags")).splitlines()


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/lib/git-core"):
            return found
    raise MissingProgramError(names[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)


def _stop(*servers: subprocess.Popen[bytes]) -> None:
    """A server and the workers it forked."""
    for server in servers:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


@contextmanager
def static_server(folder: Path, site: Path) -> Iterator[str]:
    """A built site as an operator would serve it: nginx, compressed, hashed files kept by browsers for long."""
    nginx = _program("nginx")
    port = free_port()
    room = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
{f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""}
events {{}}
http {{
  include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/body; {room}
  gzip on; gzip_comp_level 6; gzip_min_length 256;
  gzip_types text/css application/javascript text/javascript application/json image/svg+xml;
  server {{
    listen 127.0.0.1:{port}; root {site}; index index.html; error_page 404 /404.html;
    location /assets/ {{ expires 30d; }}
  }}
}}
""",
        encoding="utf-8",
    )
    web = _start(nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder))
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        _stop(web)


@contextmanager
def http_server(folder: Path, accounts: Iterable[str]) -> Iterator[Server]:
    """`kho.git` behind nginx with basic authentication; every password is `mau`."""
    nginx, fcgiwrap = _program("nginx"), _program("fcgiwrap")
    backend, htpasswd = _program("git-http-backend"), _program("htpasswd")
    bare = demo.found(folder)
    install(bare, "REMOTE_USER")
    Repo(str(bare)).git.config("http.receivepack", "true")
    known = list(accounts)
    for number, account in enumerate(known):
        flags = "-bc" if number == 0 else "-b"
        subprocess.run([htpasswd, flags, folder / "accounts", account, "mau"], check=True, capture_output=True)
    port, pipe = free_port(), folder / "fcgi.sock"
    parameters = "".join(f"fastcgi_param {line};\n" for line in _FASTCGI)
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
{f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""}
events {{}}
http {{
  access_log off; client_max_body_size 64m; client_body_temp_path {folder}/body;
  fastcgi_temp_path {folder}/fastcgi; proxy_temp_path {folder}/proxy;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    auth_basic "kiemdiem"; auth_basic_user_file {folder}/accounts;
    location ~ ^/kho\\.git/ {{
      {parameters}
      fastcgi_param SCRIPT_FILENAME {backend}; fastcgi_param GIT_PROJECT_ROOT {folder};
      fastcgi_param GIT_HTTP_EXPORT_ALL 1; fastcgi_param PATH_INFO $uri; fastcgi_param REMOTE_USER $remote_user;
      fastcgi_param HOME {folder}; fastcgi_pass unix:{pipe};
    }}
  }}
}}
""",
        encoding="utf-8",
    )
    gateway = _start(fcgiwrap, "-c", "4", "-s", f"unix:{pipe}")
    web = _start(nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder))
    try:
        _wait_for(port)
        urls = {account: f"http://{account}:mau@127.0.0.1:{port}/kho.git" for account in known}
        urls["sai-mat-khau"] = f"http://{known[0]}:khac@127.0.0.1:{port}/kho.git"
        yield Server(bare, urls, {account: {} for account in urls})
    finally:
        _stop(web, gateway)


@contextmanager
def gitolite_server(folder: Path, accounts: Iterable[str]) -> Iterator[Server]:
    """`kho` under gitolite and sshd; each account has a key, and `la` has one that nobody registered."""
    sshd, keygen, gitolite = _program("sshd"), _program("ssh-keygen"), _program("gitolite")
    home = folder / "git"
    home.mkdir()
    known = list(accounts)
    for account in [*known, "quan-tri", "la"]:
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-C", account, "-f", folder / account], check=True)
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / "may-chu"], check=True)
    environment = {**os.environ, "HOME": str(home), "USER": pwd.getpwuid(os.getuid()).pw_name}
    setup = [gitolite, "setup", "-pk", str(folder / "quan-tri.pub")]
    subprocess.run(setup, env=environment, check=True, capture_output=True)
    admin = home / "khoi-tao"
    subprocess.run(["git", "clone", "-q", home / "repositories/gitolite-admin.git", admin], env=environment, check=True)
    (admin / "conf" / "gitolite.conf").write_text(
        "repo gitolite-admin\n  RW+ = quan-tri\nrepo kho\n  RW+ = @all\n", encoding="utf-8"
    )
    for account in known:
        shutil.copyfile(folder / f"{account}.pub", admin / "keydir" / f"{account}.pub")
    repo = Repo(str(admin))
    repo.git.add("--all")
    repo.git.commit("-m", "tài khoản")
    bypass = {**environment, "GL_BYPASS_ACCESS_CHECKS": "1", "GL_LIBDIR": "/usr/share/gitolite3/lib"}
    push = [gitolite, "push", "origin", "HEAD:master"]
    subprocess.run(push, cwd=admin, env=bypass, check=True, capture_output=True)
    bare = home / "repositories" / "kho.git"
    founded = demo.found(folder)
    subprocess.run(["git", "-C", founded, "push", "-q", bare, "main"], env=bypass, check=True, capture_output=True)
    install(bare, "GL_USER")
    Repo(str(bare)).git.symbolic_ref("HEAD", "refs/heads/main")
    port = free_port()
    authorised = home / ".ssh" / "authorized_keys"
    # gitolite-shell finds its home by $HOME, which sshd takes from the system's list of users: set it for each key.
    text = authorised.read_text(encoding="utf-8").replace('command="', f'command="env HOME={home} ')
    authorised.write_text(text, encoding="utf-8")
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/may-chu\nAuthorizedKeysFile {authorised}\n"
        f"PidFile {folder}/sshd.pid\nPasswordAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n",
        encoding="utf-8",
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    server = _start(sshd, "-D", "-f", str(folder / "sshd_config"))
    try:
        _wait_for(port)
        options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentitiesOnly=yes"
        user = pwd.getpwuid(os.getuid()).pw_name
        names = [*known, "la"]
        keys = {name: {"GIT_SSH_COMMAND": f"ssh {options} -F /dev/null -i {folder / name}"} for name in names}
        yield Server(bare, dict.fromkeys(names, f"ssh://{user}@127.0.0.1:{port}/kho"), keys)
    finally:
        _stop(server)
