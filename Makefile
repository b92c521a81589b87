# make run     the town at http://127.0.0.1:8000 (PORT=8765 moves it); needs Python 3.11+ and pip
# make test    every test, on SQLite and on PostgreSQL
# make check   lint, types, floors, templates, migrations, diagram, docs
# The rest: make help

PORT ?= 8000
# Looked for only by the recipe that makes the environment.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
VAR := $(or $(TOUYAN_HOME),$(CURDIR))/var
# Checks never touch the data of this checkout.
SCRATCH := TOUYAN_HOME="$(CURDIR)/$(VENV)/scratch" DATABASE_URL=

CATALOGUES := $(wildcard src/touyan/*/locale/*/LC_MESSAGES/*.po)
STATIC := $(shell find src/touyan/*/static -type f 2>/dev/null)
MIGRATIONS := $(wildcard src/touyan/*/migrations/*.py)
PYTEST := $(BIN)/python -m pytest -q -n auto

.PHONY: install help run test test-sqlite test-postgres check lint types floors templates migrations \
	diagram format docs audit messages lock bench cluster fuzz trials soak upgrade clean always

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make format   format the code; make messages: gather strings for translation"
	@echo "make docs     build the documentation; make lock: renew requirements/*.txt"
	@echo "make bench    measure; make fuzz MINUTES=30: ask the API whatever can be asked"
	@echo "make trials   do it harm; make cluster: kill the databases of a cluster and count (TIMES=5)"
	@echo "make soak     an hour of steady work (MINUTES=60, SHARE=0.5); make upgrade FROM=COMMIT: take over what it made"
	@echo "make clean    remove what make made, except var/"

# ── The town ──────────────────────────────────────────────────────────────────────────────────

run: $(STAMPS)/messages $(VAR)/ready
	@exec $(BIN)/touyan serve --port $(PORT)

# For an installation that serves people: everything but the demonstration.
install: $(STAMPS)/messages $(VAR)/static/staticfiles.json

$(STAMPS)/base: requirements/base.txt pyproject.toml tools/install.py
	@test -n "$(PYTHON)" || { echo "Touyan needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) tools/install.py base
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/base
	@$(BIN)/python tools/install.py dev
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) $(STAMPS)/base tools/messages.py
	@$(BIN)/python tools/messages.py compile
	@touch $@

$(VAR)/static/staticfiles.json: $(STATIC) $(STAMPS)/base
	@echo "Collecting the static files …"
	@$(BIN)/touyan collectstatic --no-input --clear --verbosity 0
	@touch $@

# A database that is not here, or not a file, is always looked at; `demo` itself fills empty ones only.
ifneq ($(DATABASE_URL),)
$(VAR)/ready: always
else ifeq ($(wildcard $(VAR)/touyan.sqlite3),)
$(VAR)/ready: always
endif
$(VAR)/ready: $(MIGRATIONS) $(STAMPS)/base $(VAR)/static/staticfiles.json $(STAMPS)/messages
	@echo "Preparing the database …"
	@$(BIN)/touyan migrate --verbosity 0
	@$(BIN)/touyan demo
	@touch $@

# ── Tests ─────────────────────────────────────────────────────────────────────────────────────

test: test-sqlite test-postgres

test-sqlite: $(STAMPS)/dev $(STAMPS)/messages
	@$(PYTHON) tools/debian.py
	@echo "── Tests on SQLite, with a browser"
	@DATABASE_URL= $(PYTEST)

test-postgres: $(STAMPS)/dev $(STAMPS)/messages
	@$(PYTHON) tools/debian.py
	@echo "── Tests on PostgreSQL"
	@$(BIN)/python tools/with_postgres.py --or-skip $(PYTEST) -m "not browser"

# ── Checks ────────────────────────────────────────────────────────────────────────────────────

check: lint audit types floors templates migrations diagram docs

lint: $(STAMPS)/dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python tools/house.py

# Weaknesses: of our own code by its shape; of libraries as far as a service that knows them can be asked.
audit: $(STAMPS)/dev
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src
	@$(BIN)/python tools/audit.py

types: $(STAMPS)/dev
	@$(SCRATCH) $(BIN)/mypy
	@$(BIN)/mypy --strict --config-file= --python-version 3.11 tools
	@$(SCRATCH) $(BIN)/mypy -p bench
	@$(BIN)/python -m pytest --collect-only -qq -n0 >/dev/null

floors: $(STAMPS)/dev
	@$(BIN)/lint-imports --no-cache

templates: $(STAMPS)/dev
	@$(BIN)/djlint --lint --quiet src/touyan

migrations: $(STAMPS)/dev
	@$(SCRATCH) $(BIN)/touyan makemigrations --check --dry-run

diagram: $(STAMPS)/dev
	@$(SCRATCH) $(BIN)/touyan diagram --check

docs: $(STAMPS)/dev
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build

# ── Now and then ──────────────────────────────────────────────────────────────────────────────

format: $(STAMPS)/dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

messages: $(STAMPS)/dev
	@$(BIN)/python tools/messages.py extract
	@$(BIN)/python tools/messages.py compile

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate \
	--python-version 3.11 --universal
lock: $(STAMPS)/dev
	@$(LOCK) requirements/base.in -o requirements/base.txt $(if $(UPGRADE),--upgrade)
	@$(LOCK) requirements/sms.in -c requirements/base.txt -o requirements/sms.txt $(if $(UPGRADE),--upgrade)
	@$(LOCK) requirements/s3.in -c requirements/base.txt -o requirements/s3.txt $(if $(UPGRADE),--upgrade)
	@$(LOCK) requirements/dev.in -c requirements/base.txt -o requirements/dev.txt $(if $(UPGRADE),--upgrade)
	@$(LOCK) requirements/cluster.in -o requirements/cluster.txt $(if $(UPGRADE),--upgrade)

bench: $(STAMPS)/dev $(STAMPS)/messages
	@$(BIN)/python bench/run.py

# Asks the API everything that its description allows, and what it does not, for so many minutes.
MINUTES ?= 30
fuzz: $(STAMPS)/dev $(STAMPS)/messages
	@FUZZ_MINUTES=$(MINUTES) $(BIN)/python -m pytest -q -n 0 -s tests/api/v1/test_schema.py -k as_long_as

# Killed -9, full, set back in time; backups beside people who write. KILLS=1000 takes some minutes.
trials: $(STAMPS)/dev $(STAMPS)/messages
	@$(BIN)/python bench/trials.py $(if $(KILLS),--kills $(KILLS))

# An hour at a steady rate: does memory grow, does anything fail, does everything agree afterwards?
soak: $(STAMPS)/dev $(STAMPS)/messages
	@$(BIN)/python bench/soak.py --minutes $(if $(filter command line environment,$(origin MINUTES)),$(MINUTES),60) $(if $(SHARE),--share $(SHARE)) $(if $(DATABASE),--database $(DATABASE))

# A town made by an earlier commit, taken over by this one, and back.
upgrade: $(STAMPS)/dev $(STAMPS)/messages
	@$(BIN)/python bench/upgrade.py $(if $(FROM),--from $(FROM)) $(if $(DATABASE),--database $(DATABASE))

# Three PostgreSQL nodes under Patroni, the town on them, and faults: TIMES each; FAULTS=host,cut picks some.
TIMES ?= 1
cluster: $(STAMPS)/dev $(STAMPS)/messages
	@$(BIN)/python bench/cluster/run.py --times $(TIMES) $(if $(FAULTS),--faults $(FAULTS))
	@$(BIN)/python bench/cluster/run.py --control --add

clean:
	rm -rf $(VENV) docs/_build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src -name "*.mo" -delete
