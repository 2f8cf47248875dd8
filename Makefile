# Each target does its own set-up: a virtual environment from the hashed lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
MARK ?= not container

.PHONY: help demo test test-container lint docs schema facts goldens verdicts causes lock fuzz kills bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'

$(READY): requirements/development.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $(READY)

demo: $(READY) ## Check and create both examples in a local AWS, then see one fail
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/demo.py

test: $(READY) lint ## Lint, types, then all tests that need no container engine (MARK= for all)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "$(MARK)"

test-container: MARK := container
test-container: test ## The tests with a container engine: the image, signals, act

lint: $(READY) ## Format, lint, types, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(READY) ## Write action.yml, README's tables and the rules' pages
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_rules_docs.py
	$(BIN)/python scripts/make_failures_docs.py

schema: $(READY) ## Write the manifest's JSON Schema from the installed botocore
	$(BIN)/python scripts/make_schema.py

facts: $(READY) ## Renew instance types from the installed botocore, prices from AWS's price list; show what changed
	$(BIN)/python scripts/make_facts.py
	$(BIN)/python scripts/make_prices.py

goldens: $(READY) ## Write the expected outputs anew; read the difference before you commit it
	$(BIN)/python scripts/make_goldens.py

verdicts: $(READY) ## Compare the findings on real requests with expert verdicts
	$(BIN)/python scripts/verdicts.py

causes: $(READY) ## The messages of known failures beside the cause that is named first
	$(BIN)/python scripts/causes_table.py

lock: ## Write requirements/*.txt anew from pyproject.toml
	$(PYTHON) scripts/lock.py

fuzz: $(READY) ## 10,000 generated documents through the check
	FUZZ_DOCUMENTS=10000 $(BIN)/python -m pytest -n 2 tests/edge/test_fuzz.py

kills: $(READY) ## 1,000 runs killed at random moments, each taken up by the next
	KILLS=1000 $(BIN)/python -m pytest tests/flow/test_kills.py

bench: $(READY) ## The check beside a bare interpreter start; a plan, and a million log lines, beside the AWS CLI
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/preflight.py
	$(BIN)/python benchmarks/logs.py

clean: ## Remove what the targets made
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
