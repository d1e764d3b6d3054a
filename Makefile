# Yushan: one command for each thing a person wants. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
YUSHAN := $(VENV)/bin/yushan
PYTHON ?= python3
PORT ?=
FAST ?=
ARGS ?=
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Every start would compile every file anew.
unexport PYTHONDONTWRITEBYTECODE

port = $(if $(PORT),--port $(PORT))
install = $(INDEX) $(VENV)/bin/uv pip install --python $(PY)
# A mirror named for pip serves uv too.
INDEX = mirror=$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null || true)}; \
	if [ -n "$$mirror" ] && [ -z "$${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$$mirror"; fi;

.PHONY: help setup demo serve dev test check bench screens pins clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## make .venv with everything for tests and checks
	@echo "Ready: $(VENV)"

demo: $(VENV)/.runtime ## the whole centre with fictitious data (PORT=8000, ARGS=--again)
	@exec $(YUSHAN) demo $(port) $(ARGS)

serve: $(VENV)/.runtime ## real use (PORT=8000)
	@exec $(YUSHAN) serve $(port) $(ARGS)

dev: $(VENV)/.dev ## demo that restarts when a source file changes
	@exec $(YUSHAN) demo --reload $(port) $(ARGS)

test: $(VENV)/.dev ## all tests, browser included (FAST=1 leaves the slow ones out)
	@exec $(PY) -m pytest $(if $(FAST),-m "not slow and not browser and not faults") $(ARGS)

check: $(VENV)/.dev ## ruff, mypy --strict, import-linter, tsc, squawk
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) tests/house/typescript.py
	$(VENV)/bin/squawk --config .squawk.toml --reporter gcc command/base/migrations/*.sql

bench: $(VENV)/.dev ## figures of speed and memory, each beside a floor
	@exec $(PY) -m tests.bench $(ARGS)

screens: $(VENV)/.dev ## pictures for the README, taken from the demo
	@exec $(PY) -m tests.browser.screens $(ARGS)

pins: $(VENV)/.runtime ## resolve requirements*.txt anew from requirements*.in
	@for name in requirements-build requirements requirements-dev; do \
		$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header $(ARGS) $$name.in --output-file $$name.txt; done

clean: ## remove .venv and caches; a data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	find command tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run finds nothing to do.
$(VENV)/.build: requirements-build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Yushan needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python has no venv here; install it: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes -r requirements-build.txt
	@touch $@

$(VENV)/.runtime: $(VENV)/.build requirements.txt pyproject.toml
	@$(install) --no-build-isolation --require-hashes -r requirements.txt
	@$(install) --quiet --no-deps --no-build-isolation -C editable_mode=compat -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@$(install) --no-build-isolation --require-hashes -r requirements-dev.txt
	@touch $@
