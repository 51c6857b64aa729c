# Plain Python 3.11-3.13 and make are enough: `make lab` to learn, `make test` to prove that everything holds.
PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --python $(BIN)/python --compile-bytecode --constraints constraints.txt
SUPPORTED := import sys; v = sys.version_info[:2]; print("%d.%d" % v); sys.exit(not (3, 11) <= v <= (3, 13))
FAST := not keras and not slow and not kernel
# Whoever runs the notebooks keeps their own progress, and it changes no output.
EMPTY_HOME = NNLEARN_HOME="$$(mktemp -d)"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help env lab dev debian lint test build bench constraints clean

help: ## Print this list
	@echo "Targets:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' $(firstword $(MAKEFILE_LIST)) | awk '{ t = $$2; $$1 = $$2 = ""; sub(/^ +/, ""); printf "  make %-12s %s\n", t, $$0 }'

env: .venv/.env-stamp ## Build .venv for learners; nothing to do when it is current

lab: env ## Open JupyterLab on your own copies (ARGS="01 --no-browser")
	$(BIN)/nnlearn lab $(ARGS)

dev: .venv/.dev-stamp ## Add what authors and tests need

test: dev debian lint ## Prove everything: lint, fast tests, slow tests, notebooks
	$(EMPTY_HOME) $(BIN)/pytest -q --doctest-modules nnlearn
	$(BIN)/pytest -q -n auto -m "$(FAST)"
	$(BIN)/pytest -q -m "not ($(FAST))"
	$(EMPTY_HOME) $(BIN)/pytest -q --nbval-lax --nbval-cell-timeout=120 solutions course

lint: dev ## Check style, types and the freshness of the notebooks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/nnlearn build --check

build: dev ## Make the notebooks from their sources (ARGS="01 02")
	$(BIN)/nnlearn build $(ARGS)

bench: dev ## Measure; never part of the tests
	@for file in benchmarks/*.py; do echo "$$file"; $(BIN)/python "$$file" || exit 1; done

constraints: dev ## Pin the newest versions that work together
	$(BIN)/uv pip compile --universal --no-emit-index-url --all-extras --python-version 3.11 --upgrade pyproject.toml -o constraints.txt

clean: ## Remove the environment and caches; your work stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
	find nnlearn tests solutions course benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Tests that need these fail in CI without them; elsewhere they are skipped, and the reason is said.
debian:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  missing=""; \
	  command -v bwrap >/dev/null || missing="bubblewrap"; \
	  command -v chromium >/dev/null || missing="$$missing chromium"; \
	  [ -z "$$missing" ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing; }; \
	fi

.venv/.env-stamp: pyproject.toml constraints.txt
	@version=$$($(PYTHON) -c '$(SUPPORTED)' 2>/dev/null) || { \
	  found=""; \
	  for name in python3.13 python3.12 python3.11 python3 python; do \
	    $$name -c '$(SUPPORTED)' >/dev/null 2>&1 && found="$$found $$name"; \
	  done; \
	  echo "make env expects Python 3.11, 3.12 or 3.13, received $${version:-nothing that runs} ($(PYTHON))." >&2; \
	  echo "Found on this machine:$${found:- none that is supported}." >&2; \
	  first=$$(echo $$found | cut -d' ' -f1); \
	  [ -n "$$first" ] && echo "Fix: make env PYTHON=$$first" >&2 || echo "Fix: install Python 3.12." >&2; \
	  exit 1; \
	}
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  rm -rf .venv; \
	  echo "Python's venv module is not complete. Fix: install it (Debian: apt-get install python3-venv)." >&2; \
	  exit 1; \
	}
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	$(INSTALL) --editable '.[cpu,lab,grade]'
	@touch $@

.venv/.dev-stamp: .venv/.env-stamp
	$(INSTALL) --editable '.[cpu,lab,grade,author,dev]'
	@touch $@
