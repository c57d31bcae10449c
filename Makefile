# Pierglass: every target sets itself up in .venv, with the versions of constraints.txt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CONSTRAINTS := -c constraints.txt

.PHONY: demo test check conformance guide-pictures format train bench bench-bridge bench-search bench-python soak clean

demo: $(VENV)/.server  ## start everything on loopback, with two people, a merchant and a lens
	$(BIN)/pierglass demo

test: $(VENV)/.dev  ## the whole suite
	$(BIN)/python -m pytest -q

check: $(VENV)/.dev  ## format, lint, types, import contracts, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python bridge/spec/generate_policy.py --check
	$(BIN)/python sdk/bundle.py --check
	if command -v node >/dev/null; then \
	  for project in sdk/pierglass/sdk/js client/pierglass/client/web; do \
	    npx --yes --package typescript@5.9.3 tsc -p $$project/jsconfig.json || exit 1; \
	  done; \
	  else echo "node is not installed: the JavaScript is not type-checked"; fi

conformance: $(VENV)/.dev  ## every host against every requirement; writes docs/conformance.md
	$(BIN)/python -m tests.conformance docs/conformance.md

guide-pictures: $(VENV)/.dev  ## walk docs/guide-lens.md in Chromium; write its pictures
	$(BIN)/python -m tests.guide pictures

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train: $(VENV)/.train  ## both networks, from the photos in PIERGLASS_DATA or ../shared/data
	$(BIN)/pierglass train person
	$(BIN)/pierglass train occluder

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.live_frame --json

bench-bridge: $(VENV)/.dev  ## round trips in Chromium beside Comlink, Penpal and post-robot
	$(BIN)/python -m benchmarks.bridge_browser --json

bench-search: $(VENV)/.dev  ## a query, a catalogue, and the index up to a million vectors
	$(BIN)/python -m benchmarks.search_query --json
	$(BIN)/python -m benchmarks.search_indexing --json
	$(BIN)/python -m benchmarks.search_index --json

bench-python: $(VENV)/.bench  ## round trips in Python beside mcp, their memory, and the bare installation
	$(BIN)/python -m benchmarks.bridge_python --json
	$(BIN)/python -m benchmarks.bridge_memory --json
	$(BIN)/python -m benchmarks.install --json

soak: $(VENV)/.dev  ## long kills, a million calls; prints what docs/soak.md quotes
	$(BIN)/python -m pytest -q -m soak -s --timeout 3600

clean:
	rm -rf $(VENV) var runs out

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.server: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) $(CONSTRAINTS) -e '.[server]'
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) $(CONSTRAINTS) -e '.[dev,train]'
	touch $@

$(VENV)/.bench: $(VENV)/.dev pyproject.toml constraints.txt
	$(PIP) $(CONSTRAINTS) -e '.[bench]'
	touch $@

$(VENV)/.train: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) $(CONSTRAINTS) -e '.[train,imagenet]'
	touch $@
