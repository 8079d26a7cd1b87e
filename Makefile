# How to work on Meantime. `make` lists what there is.

PYTHON ?= python3
UV ?= uv
WORKERS ?= 2
LOCK_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Pages, words, looks and who may do what are the same on every database.
ON_POSTGRES := tests/clinic --ignore tests/clinic/browser $(foreach name, \
	arabic design hazards headers matrix photos portal_matrix reading_level spanish,--ignore tests/clinic/test_$(name).py)
# A worker that has nothing left to do takes over from one that has: the long tests stand together.
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist worksteal
CLIENTS := tests/system/calendar_clients
LOCK := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(LOCK_ARGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test fast check bench bench-population bench-reminders bench-web fuzz words docs pictures lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv and install the project with all it needs to be worked on

$(READY): requirements/dev.txt pyproject.toml $(CLIENTS)/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Meantime needs Python 3.11 or newer as $(PYTHON); or say: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up $(VENV) (once, and again when requirements change) ..."
	@$(PYTHON) -m venv $(VENV)
	@# The pins are complete, so nothing is resolved again: pip 23 would reach for a newer one.
	@$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix $(CLIENTS); \
	else echo "npm is not here: the test with ical.js says so (install nodejs and npm)." >&2; fi
	@touch $@

run: setup ## a demo clinic on this machine, in .run; prints its address and a login
	@MEANTIME_DATA=.run $(BIN)/meantime serve --demo

test: setup ## all tests; those of the clinic on SQLite and on PostgreSQL
	$(PYTEST)
	MEANTIME_TEST_POSTGRES=1 $(PYTEST) $(ON_POSTGRES)

fast: setup ## the tests to run while writing: unit and spec
	$(BIN)/pytest tests/unit tests/spec

check: setup ## everything that must hold before a change lands
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@# Nothing of the clinic is counted, and counting makes its tests about twice as slow.
	$(PYTEST) --cov --ignore tests/clinic
	$(PYTEST) tests/clinic
	MEANTIME_TEST_POSTGRES=1 $(PYTEST) $(ON_POSTGRES)

bench: setup ## measure
	$(BIN)/python -m tests.bench

bench-population: setup ## measure screening of millions (some minutes, 10 GB of disk)
	$(BIN)/python -m tests.bench.population --large

bench-reminders: setup ## measure how many reminders leave a second, a million waiting (half an hour)
	$(BIN)/python -m tests.bench.reminders

bench-web: setup ## measure the board, the month and the page of a patient, with 10,000 patients
	$(BIN)/python -m tests.bench.web

fuzz: setup ## the long search for a protocol that breaks the loader
	$(PYTEST) -m long

words: setup ## bring the Spanish and the Arabic file to what the code says; names what is not translated
	$(BIN)/python -m tests.clinic.catalogue

docs: setup ## write the generated pages of docs/ anew
	$(BIN)/python -m tests.docs

pictures: setup ## take the pictures of the clinic in docs/pictures anew
	$(BIN)/python -m tests.pictures

lock: ## pin requirements anew from pyproject.toml (newest: make lock LOCK_ARGS=--upgrade)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(LOCK) --output-file requirements/base.txt
	$(LOCK) --extra clinic --extra paper --extra population --extra spark --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt

clean: ## remove the environment, caches and built things
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
