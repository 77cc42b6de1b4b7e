# Everything works from a fresh clone with Python 3.11 or newer, make and git: the first target that
# needs it makes .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help install demo test lint format types accept bench docs new-rule clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("ecslint needs Python 3.11 or newer; try: make PYTHON=python3.11" * (sys.version_info < (3, 11)) or 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

install: $(READY)  ## make .venv with ecslint and the development tools

demo: $(READY)  ## check a small configuration with mistakes in it
	@$(BIN)/ecslint check --exit-zero tests/fixtures/demo

test: lint types $(READY)  ## ruff, mypy and pytest: what continuous integration runs
	$(BIN)/python -m pytest --numprocesses auto --quiet

lint: $(READY)  ## ruff check and ruff format --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY)  ## mypy --strict on the package, the rules and the tools
	$(BIN)/mypy

accept: $(READY)  ## rewrite the expected output of the golden tests, for review in the diff
	ECSLINT_ACCEPT=1 $(BIN)/python -m pytest -q

bench: $(READY)  ## measure
	$(BIN)/python -m bench

docs: $(READY)  ## regenerate docs/rules.md and the output blocks of README.md
	$(BIN)/python -m tools.docs

new-rule: $(READY)  ## start a rule: make new-rule CODE=ECS299 NAME=reads-as-allow-this
	@$(BIN)/python -m tools.new_rule "$(CODE)" "$(NAME)"

clean:  ## remove .venv and all caches
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
