# Two commands do everything: `make run` and `make test`.

PYTHON ?= python3.11
VENV ?= .venv
BIN = $(VENV)/bin

# PyTorch's own index has the small CPU build; elsewhere pip may take one with gigabytes of CUDA.
# It is used when it answers at once, otherwise the index that pip is configured with.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH_ANSWERS = $(BIN)/python -c "import sys, urllib.request as u; u.urlopen(sys.argv[1] + '/torch/', timeout=3)" $(TORCH_INDEX)
TORCH = $(shell grep '^torch==' requirements.lock)

.PHONY: run test install lint types imports unit evaluate bench scale load chaos isolation fuzz pictures locales lock clean

run: $(VENV)/.installed
	$(BIN)/python run_bot.py

test: lint types imports unit

install: $(VENV)/.installed

# Installed anew whenever the lock changes; a broken install leaves no mark and is done again.
$(VENV)/.installed: requirements.lock
	@$(PYTHON) --version >/dev/null 2>&1 || { echo "Python 3.11 is needed; set PYTHON=/path/to/python3.11."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -c "import torch" 2>/dev/null; then true; \
	elif $(TORCH_ANSWERS) >/dev/null 2>&1; then $(BIN)/pip install --disable-pip-version-check --quiet --index-url $(TORCH_INDEX) $(TORCH); \
	else $(BIN)/pip install --disable-pip-version-check --quiet $(TORCH); fi
	$(BIN)/pip install --disable-pip-version-check --quiet --requirement requirements.lock
	touch $@

# What checks and benchmarks need besides.
$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	$(BIN)/pip install --disable-pip-version-check --quiet --requirement requirements-dev.lock
	touch $@

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tools
	$(BIN)/mypy

imports: $(VENV)/.tools
	$(BIN)/lint-imports

# Two at a time, each with one thread for the model: more would only get in each other's way.
unit: $(VENV)/.tools
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# Figures on the starter documents, and on the published ones where they lie beside the project.
evaluate: $(VENV)/.tools
	$(BIN)/python -m tests.evaluation.report

# What indexing costs beyond the model; takes minutes, and wants an otherwise idle machine.
bench: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks.report

# Many servers and very large libraries; takes minutes, gigabytes and an otherwise idle machine.
scale: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks.scale

# Many servers that ask the bot at once, also while documents are indexed; takes minutes and an otherwise idle machine.
load: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks.load
	$(BIN)/python -m tests.benchmarks.load --processes 2 --output tests/benchmarks/LOAD_TWO_PROCESSES.md

# The bot killed, starved and cut off while it serves; the disk scenario mounts a small disk and needs root on Linux.
chaos: $(VENV)/.tools
	$(BIN)/python -m tests.chaos

# Random ways of several servers to use one bot; each must see exactly what a bot of its own would show.
isolation: MINUTES ?= 10
isolation: $(VENV)/.tools
	MINUTES=$(MINUTES) $(BIN)/python -m tests.isolation

# New broken files for every reader; what fails is kept below .hypothesis/fuzzing.
MINUTES ?= 10
fuzz: $(VENV)/.tools
	$(BIN)/python -m tests.fuzzing --minutes $(MINUTES)

# The README's pictures: real cards, drawn in headless Chromium. Needs Node.js 20 and Chromium.
pictures: $(VENV)/.tools
	$(BIN)/python -m tests.pictures.record
	cd tests/pictures && npm ci --silent && for name in answer not_found sources; do \
	  node render.mjs recorded/$$name.json $$name.png; done

# Enters new texts into the catalogues, and drops old ones; `make locales LANGUAGE=de` begins a language.
locales: $(VENV)/.tools
	$(BIN)/python -m tests.locales $(LANGUAGE)

COMPILE = $(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Owners install the first, checks both, with the same versions.
lock: $(VENV)/.tools
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --no-annotate --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	sed -i 's/^torch==\([0-9.]*\)+.*/torch==\1/' requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
