# demo · up · test · check · bench · conformance · fidelity · proof · audit · package: the commands to know. Each installs what it needs. (format, pin and the like: for maintainers.)
PYTHON ?= python3.13
BIN := .venv/bin

.PHONY: demo up test check format bench setup contracts pin conformance fidelity proof audit permissions pictures terminal package
.DEFAULT_GOAL := demo

demo: setup ## a VM that appears, five that are asked for, a night, and restores: from message to event
	@$(BIN)/python -m local_stack.demo

up: setup ## the whole stack, until Ctrl-C
	@$(BIN)/python -m local_stack

test: setup .venv/.dev ## all tests, side by side; one alone: .venv/bin/pytest tests/test_restore.py -k dry_run
	@$(BIN)/pytest -n auto

check: setup .venv/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: .venv/.dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

conformance: setup .venv/.dev ## the Azure CLI, the SDKs and azure-identity against the simulator; az gets an environment of its own
	@$(BIN)/python -m conformance

fidelity: setup .venv/.dev ## recorded traffic of Azure, replayed against the simulator
	@$(BIN)/python -m fidelity

proof: setup .venv/.dev ## break it on purpose: a host killed at each of its calls, storms, garbage for every parser
	@$(BIN)/python -m proof.crashes
	@$(BIN)/python -m proof.storm --seeds 10 --processes 2
	@$(BIN)/python -m proof.fuzz

audit: setup .venv/.dev ## bandit over what is deployed; and known vulnerabilities of all pinned packages, which needs a network
	@$(BIN)/bandit -q -c pyproject.toml -r .
	@$(BIN)/pip-audit --strict -r constraints.txt --no-deps --disable-pip --progress-spinner off || { \
	  echo "audit: failed. What could not be audited was NOT looked up: that needs PyPI itself"; exit 1; }

bench: setup .venv/.dev ## a thousand VMs beside the SDK and az, throughput, cold start, growth; writes docs/performance
	@$(BIN)/python -m bench

package: setup .venv/.dev ## dist/azure-vm-backup.zip: what is deployed, as Azure takes it, with bytecode
	@$(BIN)/python -m package

setup: .venv/.local local_stack/node_modules/.installed

.venv/.local: requirements.txt requirements-local.txt constraints.txt pyproject.toml
	$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info[:2] == (3, 13) or "")' 2>/dev/null),,$(error \
	  Python 3.13 is missing: install it (https://www.python.org/downloads), or say where it is: make PYTHON=/path/to/python3.13))
	@echo "installing Python packages into .venv"
	@$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check -r requirements-local.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable . && touch $@

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

terminal: setup ## write anew what the commands of docs/command-line.md show
	@$(BIN)/python -m docs.terminal

contracts: setup ## write docs/contracts anew, after a change of a message or an event
	@$(BIN)/python -m docs.contracts

permissions: setup .venv/.dev ## measure what the app must be allowed, and write docs/permissions.md and docs/roles anew
	@$(BIN)/python -m proof.permissions

pin: setup .venv/.dev ## write constraints.txt anew, after a change of the requirements
	@{ head -1 constraints.txt; $(BIN)/pip freeze --exclude-editable | sort -f; } > constraints.new && mv constraints.new constraints.txt
