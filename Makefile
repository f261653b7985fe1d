# make demo   two minutes from nothing to a working city        make test   everything that CI runs
# make serve  the site, rebuilt while you write                 make bench  speed beside named peers
# make fuzz   bytes, workbooks, pushes by the thousand          make audit  what the locks are behind with
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: setup demo test check lint serve site schema bench fuzz lock audit system programs clean

setup: $(READY)

$(READY): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Thiếu gói python3-venv: chạy 'apt-get install python3-venv' rồi thử lại."; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@if git rev-parse --git-dir >/dev/null 2>&1; then $(BIN)/pre-commit install >/dev/null; fi
	@touch $@

# The optional extra, for its tests: 450 MB that nobody else needs.
$(SPARK): $(READY) requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

demo: setup
	$(BIN)/python -m scripts.demo $(if $(filter 0,$(SERVE)),--khong-mo) $(if $(PORT),--cong $(PORT))

test: setup system $(SPARK) lint
	$(BIN)/pytest -n 2 --dist worksteal

check: setup
	$(BIN)/kiemdiem kiem-tra

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

serve: setup
	$(BIN)/kiemdiem trang --mo-xem

site: setup
	$(BIN)/kiemdiem trang

schema: setup
	$(BIN)/kiemdiem luoc-do
	$(BIN)/python -m scripts.reference

bench: setup
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_check
	$(BIN)/python -m tests.bench_gate
	$(BIN)/python -m tests.bench_excel
	$(BIN)/python -m tests.bench_site
	$(BIN)/python -m tests.bench_rollup

lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK_OPTIONS) --upgrade -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark --group build $(LOCK_OPTIONS) --upgrade -c requirements-dev.lock -o requirements-spark.lock
	cd tests/node && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error
	cd tests/node && jq 'walk(if type == "object" then del(.funding) else . end)' package-lock.json > new && mv new package-lock.json

# What the registry has now and the locks have not yet: exit code 1 when something is behind.
audit: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK_OPTIONS) --upgrade -o $(VENV)/newest.lock >/dev/null
	@names() { grep -oE '^[a-z0-9-]+==[^ ;]+' "$$1" | LC_ALL=C sort; }; \
	names requirements-dev.lock > $(VENV)/locked.names; names $(VENV)/newest.lock > $(VENV)/newest.names
	@if LC_ALL=C comm -13 $(VENV)/locked.names $(VENV)/newest.names | grep .; \
	then echo "Các gói trên đã có bản mới hơn trong kho gói: chạy make lock, make test."; exit 1; \
	else echo "Khóa phiên bản khớp với bản mới nhất của kho gói."; fi

# Bounded: half a minute a kind, then 200 pushes at once, 100 killed, 20 full disks. Seeds are kept in tests/fuzz_seeds.
fuzz: setup
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),30)
	$(BIN)/python -m tests.load

# What the tests run for real: Chromium, LibreOffice, Git servers over HTTP and SSH, axe-core and Lighthouse (npm), Spark (Java).
# Installed when we may; where CI=true their absence fails the tests. Program:package, so that only what is missing is asked for:
# a machine may have its Node.js from elsewhere, with which Debian's npm is in conflict.
PROGRAMS := chromium:chromium chromedriver:chromium-driver soffice:libreoffice-calc-nogui nginx:nginx-light fcgiwrap:fcgiwrap \
  htpasswd:apache2-utils gitolite:gitolite3 sshd:openssh-server ssh:openssh-client curl:curl jq:jq node:nodejs npm:npm \
  java:default-jre-headless
NODE := tests/node/node_modules/.package-lock.json
system: programs
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(NODE); \
	else echo "Thiếu npm, bỏ qua axe-core và Lighthouse."; fi

$(NODE): tests/node/package-lock.json
	npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

programs:
	@for pair in $(PROGRAMS); do PATH="$$PATH:/usr/sbin" command -v $${pair%:*} >/dev/null || missing="$$missing $${pair#*:}"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "Thiếu chương trình, bỏ qua vài kiểm thử (cài: apt install$$missing)."; fi; fi

clean:
	rm -rf build public
