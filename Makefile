# Two commands on a fresh machine: `make demo` and `make test`. They need python3 (3.11 or newer), make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= 2
# Modules are compiled once, whatever the machine's habit: the tests start many processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo serve test test-quick test-spark fuzz check format lock docs bench bench-ingest bench-tests bench-pages bench-risk bench-package clean help

help:  ## Show what can be made.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Earnest needs Python 3.11 or newer; this is %s. Name another with make PYTHON=python3.12" % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 cannot make virtual environments; on Debian install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.runtime  ## The sample company: ingest, assess, tell, serve. ARGS=--no-serve does all but serve.
	$(BIN)/earnest demo $(ARGS)

serve: $(VENV)/.runtime  ## The workbench over your own record.
	$(BIN)/earnest serve $(ARGS)

test: $(VENV)/.dev  ## All tests: unit, page, documentation, journeys, browser, PostgreSQL.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-quick: $(VENV)/.dev  ## Unit and page tests only: no journeys, browser, PostgreSQL or walks over every address.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m 'not long' $(ARGS)

test-spark: $(VENV)/.dev  ## Every control test on Spark in local mode; needs Java, and installs pyspark (400 MB).
	@command -v java >/dev/null || { echo "There is no Java here. On Debian install default-jre-headless."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]'
	$(BIN)/python -m pytest -n0 tests/elsewhere -k spark

fuzz: $(VENV)/.dev  ## Feed the parsers of exports with broken files for a minute. ARGS="--seconds 600 --format nessus".
	$(BIN)/python fuzz/parsers.py $(ARGS)

check: $(VENV)/.dev  ## Format, lint, types, layers, templates, migrations.
	$(BIN)/ruff format --check src tests benchmarks docs fuzz conftest.py
	$(BIN)/ruff check src tests benchmarks docs fuzz conftest.py
	$(BIN)/lint-imports --no-cache
	git ls-files -z 'src/*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	EARNEST_WORKSPACE=$(VENV)/check $(BIN)/python -m django makemigrations --check --dry-run --settings earnest.config.settings
	$(BIN)/mypy

format: $(VENV)/.dev  ## Put code and templates in the house's shape.
	$(BIN)/ruff check --fix-only --quiet src tests benchmarks docs fuzz conftest.py
	$(BIN)/ruff format src tests benchmarks docs fuzz conftest.py
	git ls-files -z 'src/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

lock: $(VENV)/.dev  ## Choose versions anew within the ranges of pyproject.toml.
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group dev pyproject.toml --output-file requirements-dev.lock

docs: $(VENV)/.dev  ## Write the generated reference pages and build the documentation into site/.
	$(BIN)/python docs/risk_validation.py
	$(BIN)/python docs/build.py

bench: bench-ingest bench-tests bench-pages bench-risk bench-package  ## All benchmarks; each prints ratios.

bench-ingest: $(VENV)/.dev  ## From the file to the visible state, against DefectDojo's figures and the physical limit.
	$(BIN)/python benchmarks/ingest $(ARGS)

bench-tests: $(VENV)/.dev
	$(BIN)/python benchmarks/control_tests.py

bench-pages: $(VENV)/.dev
	$(BIN)/python benchmarks/pages.py

bench-risk: $(VENV)/.dev  ## The risk engine against its goals, pyfair and pycrq.
	$(BIN)/python benchmarks/risk.py $(ARGS)

bench-package: $(VENV)/.dev  ## Making and verifying a package, with and without what is withheld.
	$(BIN)/python benchmarks/package.py $(ARGS)

clean:  ## Remove what can be made again; your record stays.
	rm -rf $(VENV) site build dist
