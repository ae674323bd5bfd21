# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/run-ready
TEST_READY := $(VENV)/test-ready
# Two at a time on two cores; more than four only wait for each other's browsers.
WORKERS ?= -n auto --maxprocesses 4 --dist worksteal

# Tests start the bot hundreds of times; where every file is compiled anew each time that takes minutes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint types story crash fuzz audit bench browser voice clean
help:
	@echo "make run      try the whole bot in your browser, no account needed"
	@echo "make test     run the tests"
	@echo "make browser  install the Chromium that the browser tests need (Debian, Ubuntu)"
	@echo "make voice    install the voice that the tests of recordings speak with (Debian, Ubuntu)"
	@echo "make lint     ruff;  make types  pyright;  make audit  licences and known holes"
	@echo "make story, make crash, make fuzz  the long runs;  make bench  how fast it is"

run: $(RUN_READY)
	@$(BIN)/python -m bot rehearse --data data/rehearsal $(RUN_OPTIONS)

test: $(TEST_READY)
	@$(BIN)/python -m pytest -q -m "not story" $(WORKERS) $(TEST_OPTIONS)

story: $(TEST_READY)
	@$(BIN)/python -m pytest -q -m story $(TEST_OPTIONS)

crash: $(TEST_READY)
	@$(BIN)/python -m tests.crash $(CRASH_OPTIONS)

fuzz: $(TEST_READY)
	@$(BIN)/python -m tests.fuzz $(FUZZ_OPTIONS)

audit: $(TEST_READY)
	@$(BIN)/python -m tests.audit

bench: $(TEST_READY)
	@$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

lint: $(TEST_READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(TEST_READY)
	@$(BIN)/pyright --pythonpath $(BIN)/python

browser:
	@echo "Installing Chromium with apt-get, for the tests that look at pages."
	@if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
		$$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium fonts-noto-color-emoji

voice:
	@echo "Installing espeak-ng with apt-get, for the tests that listen to recordings."
	@if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
		$$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends espeak-ng

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Greenroom needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python has no ensurepip, so it cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Creating the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): $(BIN)/python pyproject.toml
	@echo "Installing Greenroom's libraries into $(VENV) (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TEST_READY): $(BIN)/python pyproject.toml
	@echo "Installing Greenroom's libraries and test tools into $(VENV) (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(RUN_READY)

clean:
	rm -rf $(VENV) *.egg-info
