# What can be done with this checkout: `make help`. Needs make and Python 3.11 or later; `make browser` more, see there.
# Another Python: make test PYTHON=python3.12      More arguments for pytest: make test ARGS="-k slugs"

ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif

# The name of the Python is in the stamps, so another PYTHON gets an environment of its own making.
empty :=
space := $(empty) $(empty)
TAG := $(subst :,-,$(subst /,-,$(subst $(space),-,$(PYTHON))))
MADE := .venv/.made-by-$(TAG)
TOOLS := tests/browser/tools
DESK := src/therapyblog/desk/static
# The tests start the command hundreds of times: what Python compiled is kept, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE
# All processors at once, each with whole files: what a file prepares for its tests is prepared once.
BOTH := --numprocesses auto --dist loadfile --no-loadscope-reorder
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help setup demo app test test-all torture browser desk lint format clean
.DEFAULT_GOAL := help

help: ## Show this list
	@echo "make setup    make .venv and install therapyblog with what tests and checks need"
	@echo "make demo     build the example site so that a double click opens it"
	@echo "make test     run the tests: minutes                     (ARGS=\"-k slugs\" for some of them)"
	@echo "make test-all the tests with branch coverage, then torture and browser: hours"
	@echo "make torture  the same promises, tried thousands of times (takes long)"
	@echo "make browser  every page in a real browser, in every look (needs Chromium, Node.js and Java; takes long)"
	@echo "make desk     build the desk's pages from frontend/ (needs Node.js)"
	@echo "make app      the desk as a program for this system, in dist/therapyblog/: minutes"
	@echo "make lint     ruff, mypy and the layers of imports (import-linter)"
	@echo "make format   let ruff mend what it can"
	@echo "make clean    remove .venv, caches and the built example"

setup: .venv/.test-ready .venv/.lint-ready ## Make .venv with everything in it

demo: .venv/.ready ## Build the example site
	@$(BIN)/therapyblog build example_site --for-disk
	@echo ""
	@echo "Open this file in a browser: example_site/public/index.html"

test: .venv/.test-ready .venv/.axe-ready ## Run the tests
	$(BIN)/python -m pytest $(BOTH) $(ARGS)

# Coverage doubles the time of most tests, so it is reported here.
test-all: .venv/.test-ready .venv/.browser-ready ## Run everything at full length, and report branch coverage
	$(BIN)/python -m pytest $(BOTH) --cov --cov-branch --cov-report=term $(ARGS)
	$(MAKE) torture
	$(MAKE) browser

torture: .venv/.test-ready ## Run the long tests of what must not break: hours, not minutes
	$(BIN)/python -m pytest --torture tests/cli tests/content tests/incremental tests/cache tests/output tests/serve tests/torture tests/pipeline tests/importers tests/publishing tests/desk $(ARGS)

browser: .venv/.test-ready .venv/.browser-ready ## Look at every page in a real browser: tens of minutes
	CI=true $(BIN)/python -m pytest --matrix -q --numprocesses auto --dist loadgroup tests/browser --ignore tests/browser/test_lighthouse.py $(ARGS)
	CI=true $(BIN)/python -m pytest --matrix -q tests/browser/test_lighthouse.py

# What is built is in the repository, so Python suffices to use and test the desk; CI builds it again and compares.
desk: ## Check the desk's pages and build them: frontend/ -> src/therapyblog/desk/static/
	npm ci --silent --prefix frontend
	npm run --silent --prefix frontend check
	npm run --silent --prefix frontend build
	@if [ "$(CI)" = "true" ]; then git add --intent-to-add $(DESK) && git diff --exit-code --stat -- $(DESK); fi

# In an environment of its own: the app holds what is installed, and nothing of what tests need.
app: ## Build the desk as a program that needs no Python: dist/therapyblog/
	$(PYTHON) -m venv --clear build/app
	build/app/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check ".[sftp,git,keyring,heic]" "pyinstaller>=6.22"
	build/app/$(notdir $(BIN))/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build/pyinstaller packaging/app.spec
	@echo ""
	@echo "Start this program: dist/therapyblog/therapyblog"

lint: .venv/.lint-ready ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.lint-ready ## Let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what the other targets made
	rm -rf .venv $(TOOLS)/node_modules frontend/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov \
		build dist example_site/public example_site/.therapyblog
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of `setup`. Each stamp is as old as its last installation, and pyproject.toml says when to repeat it.

$(MADE):
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'therapyblog needs Python 3.11 or later, and $(PYTHON) is older. Try: make PYTHON=python3.12')"
	@echo "Making .venv (once; this takes a minute) ..."
	@$(PYTHON) -m venv --clear .venv || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(INSTALL) --upgrade "pip>=25.1"
	@touch $(MADE)

.venv/.ready: $(MADE) pyproject.toml
	@$(INSTALL) --editable .
	@touch .venv/.ready

.venv/.test-ready: .venv/.ready
	@$(INSTALL) --group test
	@touch .venv/.test-ready

# axe-core, where there is npm; without it the tests that need it say so, and are skipped.
.venv/.axe-ready: .venv/.ready $(TOOLS)/package-lock.json
	@if command -v npm >/dev/null; then echo "Installing axe-core with npm (once) ..."; \
		npm ci --omit=dev --silent --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=30000 --prefix $(TOOLS) \
		|| echo "npm could not install axe-core: going on without"; \
		else echo "no npm here: going on without axe-core"; fi
	@touch .venv/.axe-ready

.venv/.browser-ready: .venv/.ready $(TOOLS)/package-lock.json
	@npm ci --silent --prefix $(TOOLS)
	@touch .venv/.browser-ready .venv/.axe-ready

.venv/.lint-ready: .venv/.ready
	@$(INSTALL) --group lint
	@touch .venv/.lint-ready
