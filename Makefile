# Everything runs in .venv, which the first command makes from nothing but Python 3.11 (or newer) and pip.
# Another interpreter: make PYTHON=/path/to/python3.12 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help run test lint format docs tables clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/:/'

run: $(INSTALLED)  ## solve the shipped case and show the answer
	$(BIN)/optimizer run scenarios/us.yaml

test: $(INSTALLED)  ## all tests
	$(BIN)/python -m pytest -n 2

lint: $(INSTALLED)  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(INSTALLED)  ## bring the code into its usual form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(INSTALLED)  ## write what the pages take from the code: equations, keys of a scenario, answers of commands
	$(BIN)/python docs/generate_model.py
	$(BIN)/python docs/generate_scenario.py
	$(BIN)/python docs/generate_export.py
	$(BIN)/python docs/generate_notebook.py
	$(BIN)/optimizer schema > scenarios/scenario.schema.json
	$(BIN)/optimizer schema --study > scenarios/studies/study.schema.json
	$(BIN)/python docs/generate_readme.py

tables: $(INSTALLED)  ## solve every shipped scenario and write the tables of scenarios/README.md
	for file in $(filter-out scenarios/sources.yaml,$(wildcard scenarios/*.yaml)); do \
		$(BIN)/optimizer run $$file --quiet --out results/shipped/$$(basename $$file .yaml) || exit; \
	done
	$(BIN)/python docs/scenario_table.py results/shipped --into scenarios/README.md

clean:  ## remove .venv and all caches
	rm -rf $(VENV) build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made again whenever the packages asked for change.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@
