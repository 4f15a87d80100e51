# Two commands set everything up: `make run` and `make test`. The rest is for developers; `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
APT := apt-get -qq -o DPkg::Lock::Timeout=400
CHROMIUM_PLACES := /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help run test check house contracts lint types fast fairness mutants translations browser proxy clean

help: ## what can be asked for
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run translations ## set everything up and start the demo province on http://127.0.0.1:8000
	@DEMO=1 $(BIN)/flask --app wsgi run-all

test: $(VENV)/.test translations browser proxy ## set everything up and pass the tests (SQLite, PostgreSQL, Chromium, nginx)
	@$(MAKE) --no-print-directory -j 3 lint types contracts
	@$(BIN)/pytest -n 2 --dist loadgroup

check: $(VENV)/.test lint types house ## style, types, architecture

lint: $(VENV)/.test
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djlint --quiet --lint templates

types: $(VENV)/.test
	@$(BIN)/mypy

contracts: $(VENV)/.test
	@PYTHONPATH=. $(BIN)/lint-imports

house: contracts ## the directions of docs/architecture.md, read from the code
	@$(BIN)/pytest tests/architecture -m "not planted and not postgres"

fast: $(VENV)/.test ## the tests without browser, PostgreSQL and deployment
	@$(BIN)/pytest -n 2 -m "not browser and not postgres and not planted and not deploy"

fairness: $(VENV)/.run ## the simulation that proves the ranking fair (long); writes docs/fairness.md
	@PYTHONPATH=. $(BIN)/python bench/fairness.py

mutants: $(VENV)/.test ## faults planted in the core of the ranking: do the tests notice? (one worker, half an hour at most)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutants.txt
	@rm -rf mutants
	@OMP_NUM_THREADS=1 nice -n 19 timeout 30m $(BIN)/mutmut run --max-children 1 >/dev/null || true
	@$(BIN)/python bench/mutants.py

translations: $(VENV)/.run
	@$(BIN)/pybabel --quiet compile --directory khaosat/translations 2>/dev/null || $(BIN)/pybabel compile --directory khaosat/translations

browser:
	@for place in $(CHROMIUM_PLACES); do test -x $$place && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing Chromium for the browser tests …"; \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	  apt-get -qq install -y --no-install-recommends -o DPkg::Lock::Timeout=400 chromium >/dev/null; \
	else \
	  echo "The browser tests need Chromium: install your system's package 'chromium' and run make test again." >&2; exit 1; \
	fi

proxy:
	@export PATH="$$PATH:/usr/sbin"; if command -v nginx && command -v redis-server; then exit 0; fi >/dev/null; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing nginx and Redis for the test of the deployment …"; \
	  $(APT) update && DEBIAN_FRONTEND=noninteractive \
	  $(APT) install -y --no-install-recommends nginx-light redis-server >/dev/null; \
	else \
	  echo "The test of the deployment needs nginx and redis-server: install your system's packages and run make test again." >&2; exit 1; \
	fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "installing packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	@echo "installing what tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean: ## remove the environment and the demo's data
	rm -rf $(VENV) instance
