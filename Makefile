# Two commands matter: `make run` and `make test`. Everything they need is made inside this folder.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo setup test lint audit attack bench faults load screenshots lock clean

PORT ?= 8000
DATA ?= data
export PORT DATA

# The first Python of 3.11 or later on this machine.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
NEED_PYTHON = @test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本：apt-get install python3"; exit 1; }
VENV_PYTHON := .venv/bin/python

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## start the product with a demo district: make run [PORT=8000] [DATA=data]
	@$(VENV_PYTHON) -m tools.start

demo: setup ## fill an empty data folder with the demo district: make demo [DATA=data]
	@.venv/bin/yifa --data "$$DATA" demo

setup: ## make the environment and the front-end files
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py

test: ## everything that must hold: lint, types, layers, tests on SQLite and PostgreSQL, coverage
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev
	@$(VENV_PYTHON) -m tools.check

lint: ## only the static checks
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@$(VENV_PYTHON) -m tools.check lint

audit: ## ask a vulnerability service about every locked package (exit 75: it could not be asked)
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@$(VENV_PYTHON) -m tools.audit

attack: ## hostile input at every address as every role, generated worlds against the oracle (half an hour)
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@YIFA_ATTACK=1 $(VENV_PYTHON) -m pytest tests/access -q $(ATTACK)

bench: ## measure: postings, pages, lists, memory (BENCH="journal pages" picks some)
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@$(VENV_PYTHON) -m benchmarks $(BENCH)

faults: ## what happens when the server is killed, the database restarts, the disk is full, the clock is set back
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@$(VENV_PYTHON) -m faults $(FAULTS)

load: ## 200 people for ten minutes on a large office (LOAD="--minutes 2 sqlite" changes that)
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev --no-system
	@$(VENV_PYTHON) -m load $(LOAD)

screenshots: ## every page at 1440 and 390 px, written to screenshots/
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/setup.py --dev
	@$(VENV_PYTHON) -m tools.screenshots

lock: ## resolve the dependencies again (needs uv and npm)
	@sh tools/lock.sh

clean: ## remove what set-up and tests made; data folders stay
	@rm -rf .venv .cache node_modules src/yifa/desk/static/vendor .fonts .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache .coverage .coverage.* coverage.json htmlcov screenshots
