# Each target first creates a virtual environment from the hashed lock file if necessary.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
MARK ?= not container
# Container tests mostly wait: with them, more workers than cores.
WORKERS ?= 2

.PHONY: help demo first-check pictures test test-container test-foreign lint docs schema editor facts goldens verdicts causes lock fuzz kills rehearsal-kills races mutants bench compatibility clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'

$(READY): requirements/development.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is required: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $(READY)

demo: $(READY) ## Check and create both examples in the sandbox, then show a failure
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/demo.py

PICTURES ?= build/pictures
pictures: $(READY) ## Make pictures of terminal, live display, job log and job summary from real runs (needs npm, Chromium)
	npm install --silent --no-audit --prefix build/npm mermaid @fontsource/noto-color-emoji
	$(BIN)/python -m scripts.pictures $(PICTURES) build/npm/node_modules

first-check: ## Measure the way from a clone to the first green check
	@$(PYTHON) scripts/first_check.py

test: $(READY) lint ## Run lint, type checks and all tests without a container engine (MARK= for all tests)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$(MARK)"

test-container: MARK := container
test-container: test ## Run the container tests: image, signals, workflows

test-foreign: $(READY) ## Rehearse AWS's own serving stack (downloads 620 MB, needs a container engine)
	FOREIGN=1 $(BIN)/python -m pytest -s -n 0 tests/container/rehearse/test_foreign_servers.py

lint: $(READY) ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(READY) ## Generate action.yml, the tables in README.md, the rule pages and docs/failures.md
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_rules_docs.py
	$(BIN)/python scripts/make_failures_docs.py

schema: $(READY) ## Generate the manifest's JSON Schema from the installed botocore
	$(BIN)/python -m scripts.make_schema

editor: $(READY) ## Open the examples in the language server of VS Code's YAML extension (needs npm)
	$(BIN)/python scripts/check_editor.py $(FILES)

facts: $(READY) ## Update instance types and sizes from the installed botocore and moto, prices from AWS; list the changes
	$(BIN)/python scripts/make_facts.py
	$(BIN)/python scripts/make_prices.py

goldens: $(READY) ## Regenerate expected test outputs; review the diff before you commit it
	$(BIN)/python -m scripts.make_goldens

verdicts: $(READY) ## Compare the findings on real requests with expert verdicts
	$(BIN)/python scripts/verdicts.py

causes: $(READY) ## List known failure messages with the cause that each leads to
	$(BIN)/python scripts/causes_table.py

lock: ## Regenerate requirements/*.txt from pyproject.toml
	$(PYTHON) scripts/lock.py

fuzz: $(READY) ## Check 10,000 generated documents, and 1,000 examples of each property test
	FUZZ_DOCUMENTS=10000 EXAMPLES=1000 $(BIN)/python -m pytest -n 2 -m hypothesis tests

kills: $(READY) ## Kill 1,000 runs at random times and resume each
	KILLS=1000 $(BIN)/python -m pytest tests/pipeline/test_kills.py

rehearsal-kills: $(READY) ## Kill 100 rehearsals at random times, and one after each call of the engine (needs a container engine)
	REHEARSAL_KILLS=100 $(BIN)/python -m pytest -s tests/container/rehearse/test_engine_kills.py

races: $(READY) ## Run 1,000 random interleavings of runs against the sandbox
	RACES=1000 $(BIN)/python -m pytest tests/create/test_interleavings.py tests/pipeline/test_twice.py

MUTANTS ?= 100
SEED ?= 0
mutants: $(READY) ## Put MUTANTS=100 faults into copies of the stage packages; list those that no test detects (SEED=)
	$(BIN)/python -m scripts.mutants --number $(MUTANTS) --seed $(SEED) $(MODULES) $(if $(TESTS),--tests $(TESTS))

BENCH := .venv-bench/ready
$(BENCH): requirements/bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt
	@touch $(BENCH)

bench: $(READY) $(BENCH) ## Compare the check, a plan, a million log lines and a rehearsal with other programs
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/preflight.py
	$(BIN)/python benchmarks/logs.py
	@if docker version >/dev/null 2>&1; then $(BIN)/python benchmarks/rehearse.py; else echo "no container engine: rehearsal not measured"; fi

COMPATIBILITY := .venv-compatibility/ready
$(COMPATIBILITY): requirements/compatibility.txt
	$(PYTHON) -m venv .venv-compatibility
	.venv-compatibility/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/compatibility.txt
	@touch $(COMPATIBILITY)

compatibility: $(READY) $(COMPATIBILITY) ## Run sagemaker-core and moto's own tests against the sandbox (downloads both)
	$(BIN)/sagemaker-marketplace sandbox -- .venv-compatibility/bin/python -m unittest -v compatibility/test_sagemaker_core.py
	$(BIN)/python compatibility/moto_tests.py

clean: ## Remove generated files and the virtual environment
	rm -rf .venv .venv-bench .venv-compatibility build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
