# demo · up · test · check · bench · conformance · fidelity: the commands to know. Each installs what it needs. (format and pin: for maintainers.)
PYTHON ?= python3.13
BIN := .venv/bin

.PHONY: demo up test check format bench setup contracts pin conformance fidelity pictures
.DEFAULT_GOAL := demo

demo: setup ## a VM that appears, five that are asked for, a night, and restores: from message to event
	@$(BIN)/python -m local_stack.demo

up: setup ## the whole stack, until Ctrl-C
	@$(BIN)/python -m local_stack

test: setup .venv/.dev
	@$(BIN)/pytest

check: setup .venv/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: .venv/.dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

conformance: setup .venv/.dev ## the Azure CLI, the SDKs and azure-identity against the simulator; az gets an environment of its own
	@$(BIN)/python -m conformance

fidelity: setup .venv/.dev ## recorded traffic of Azure, replayed against the simulator
	@$(BIN)/python -m fidelity

bench: setup .venv/.dev
	@$(BIN)/python -m bench

setup: .venv/.local local_stack/node_modules/.installed

.venv/.local: requirements.txt requirements-local.txt constraints.txt
	$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info[:2] == (3, 13) or "")' 2>/dev/null),,$(error \
	  Python 3.13 is missing: install it (https://www.python.org/downloads), or say where it is: make PYTHON=/path/to/python3.13))
	@echo "installing Python packages into .venv"
	@$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check -r requirements-local.txt && touch $@

.venv/.dev: requirements-dev.txt .venv/.local
	@echo "installing what tests and checks need"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt && touch $@

local_stack/node_modules/.installed: local_stack/package-lock.json
	$(if $(shell node -p 'parseInt(process.versions.node) >= 20 || ""' 2>/dev/null),,$(error \
	  Node 20 or later is missing: install it (https://nodejs.org)))
	@echo "installing Azurite into local_stack/node_modules"
	@npm ci --prefix local_stack --silent && touch $@

pictures: setup ## take the pictures of the documents anew, with Chromium
	@$(BIN)/python -m docs.pictures

contracts: setup ## write docs/contracts anew, after a change of a message or an event
	@$(BIN)/python -m docs.contracts

pin: setup .venv/.dev ## write constraints.txt anew, after a change of the requirements
	@{ head -1 constraints.txt; $(BIN)/pip freeze | sort -f; } > constraints.new && mv constraints.new constraints.txt
