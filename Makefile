# Everything a person needs, from a fresh clone: Python 3.11 or newer, git and make.
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
STATIC := src/beep/app/static/index.html
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
PATH_WITH_NODE := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run dev web test unit faults check fix bench lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

run: $(VENV)/.run $(STATIC) ## Serve Beep on http://127.0.0.1:8000 until Ctrl-C
	@exec $(BIN)/beep serve

dev: $(VENV)/.dev $(STATIC) ## Serve Beep and rebuild the web client as it changes
	@PATH="$(PATH_WITH_NODE)" npm --prefix web run dev & BEEP_LOG_FORMAT=text $(BIN)/beep serve; kill %1

web: $(STATIC) ## Build the web client

test: $(VENV)/.dev $(STATIC) ## Run every test: unit tier, then processes and browsers, then the client's
	THOROUGH=1 $(BIN)/pytest -q -n 2 -m "not slow"
	PATH="$(PATH_WITH_NODE)" npm --prefix web test
	$(BIN)/pytest -q -n 2 --dist worksteal -m slow

unit: $(VENV)/.dev ## Run the unit tier: about a minute
	$(BIN)/pytest -q -n 2 -m "not slow"

faults: $(VENV)/.dev ## Break everything that can break, twenty times each: an hour or more
	BEEP_FAULT_ROUNDS=$${BEEP_FAULT_ROUNDS:-20} BEEP_FAULT_RESULTS=bench/results/faults.json \
		$(BIN)/pytest -v -s -n 0 tests/faults

lint: $(VENV)/.dev web/node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/beep migrate --sql | $(BIN)/squawk --config tools/squawk.toml
	PATH="$(PATH_WITH_NODE)" npm --prefix web run lint
	PATH="$(PATH_WITH_NODE)" npm --prefix web run typecheck

check: lint test ## Format, lint, types, import contracts, migrations, every test, size of the page
	PATH="$(PATH_WITH_NODE)" npm --prefix web run size

fix: $(VENV)/.dev ## Format, and mend what can be mended
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure Beep beside the raw limit of this machine: four minutes
	$(BIN)/python -m bench

lock: $(VENV)/.dev ## Refresh the lock files after a change in pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group web -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group web --group dev -o requirements/dev.txt

clean: ## Remove everything that was built; data in .beep stays
	rm -rf $(VENV) web/node_modules web/dist src/beep/app/static

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Beep needs Python 3.11 or newer; none was found. Set PYTHON=/path/to/python."; exit 1; }
	@echo "· creating the environment"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run: $(BIN)/uv requirements/run.txt pyproject.toml
	@echo "· installing what Beep needs"
	@test -e $(VENV)/.dev || $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: $(BIN)/uv requirements/dev.txt pyproject.toml
	@echo "· installing what Beep and its tests need"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@ $(VENV)/.run

web/node_modules/.installed: $(BIN)/uv web/package-lock.json | $(VENV)/.run
	@echo "· fetching the web client's packages"
	@PATH="$(PATH_WITH_NODE)" npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STATIC): web/node_modules/.installed $(WEB_SOURCES) | $(VENV)/.run
	@echo "· building the web client"
	@PATH="$(PATH_WITH_NODE)" npm --prefix web run build --silent
	@rm -rf src/beep/app/static && cp -R web/dist src/beep/app/static
	@touch $@
