# make demo   two minutes from nothing to a working city        make test   everything that CI runs
# make serve  the site, rebuilt while you write                 make bench  speed beside named peers
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: setup demo test check lint serve site schema bench lock system clean

setup: $(READY)

$(READY): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Thiếu gói python3-venv: chạy 'apt-get install python3-venv' rồi thử lại."; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@if git rev-parse --git-dir >/dev/null 2>&1; then $(BIN)/pre-commit install >/dev/null; fi
	@touch $@

demo: setup
	$(BIN)/python -m scripts.demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(PORT),--port $(PORT))

test: setup system lint
	$(BIN)/pytest -n 2 --dist worksteal

check: setup
	$(BIN)/kiemdiem check

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

serve: setup
	$(BIN)/mkdocs serve

site: setup
	$(BIN)/kiemdiem site

schema: setup
	$(BIN)/kiemdiem schema

bench: setup
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_gate
	$(BIN)/python -m tests.bench_excel

lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK_OPTIONS) -o requirements-dev.lock

# What the tests run for real: Chromium, LibreOffice, and Git servers over HTTP and SSH. Installed when we may; where
# CI=true their absence fails the tests.
PROGRAMS := chromium chromedriver soffice nginx fcgiwrap htpasswd gitolite sshd ssh curl jq
PACKAGES := chromium chromium-driver libreoffice-calc-nogui \
  nginx-light fcgiwrap apache2-utils gitolite3 openssh-server openssh-client curl jq
system:
	@for program in $(PROGRAMS); do PATH="$$PATH:/usr/sbin" command -v $$program >/dev/null || missing=1; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PACKAGES) >/dev/null; \
	  else echo "Thiếu chương trình, bỏ qua vài kiểm thử (cài: apt install $(PACKAGES))."; fi; fi

clean:
	rm -rf build public
