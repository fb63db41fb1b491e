# Everything that one types. `make` alone lists it.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test test-fast test-long lint infra infra-docs stack stack-down stack-status faults soak messages requirements

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## Start Chatterbox at http://localhost:8000 (PORT=, DEMO=0)
	@exec $(VENV_PYTHON) manage.py run_local

setup:
	@command -v $(PYTHON) >/dev/null || { echo "Chatterbox needs Python 3.11 or newer, and there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) scripts/setup.py

setup-dev:
	@command -v $(PYTHON) >/dev/null || { echo "Chatterbox needs Python 3.11 or newer, and there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) scripts/setup.py --dev --apt

test: setup-dev ## Everything: lint, tests on the real servers and on SQLite, browser journeys
	@$(VENV_PYTHON) -m scripts.test

test-fast: setup-dev ## The inner loop: unit and component tests on SQLite
	@$(VENV_PYTHON) -m scripts.test --fast

test-long: setup-dev ## `make test` with full counts and rounds
	@$(VENV_PYTHON) -m scripts.test --long

lint: setup-dev ## ruff, mypy, import contracts, migrations, messages, templates
	@$(VENV_PYTHON) -m scripts.lint

infra: setup-dev ## Checks of terraform/: fmt, validate, plan, test, checkov, without an account
	@$(VENV_PYTHON) -m scripts.infra

infra-docs: setup-dev ## Tables in the READMEs of terraform/: variables, outputs, costs
	@$(VENV_PYTHON) -m scripts.infra docs

stack: setup ## Real servers and both services at http://localhost:8080, without Docker
	@$(VENV_PYTHON) -m scripts.stack up

stack-down: setup ## Stop all of it (data stays in var/stack)
	@$(VENV_PYTHON) -m scripts.stack down

stack-status: setup ## What of it runs, and where
	@$(VENV_PYTHON) -m scripts.stack status

faults: setup-dev ## Break a whole stack on purpose and check what people saw (PROMISE=6, SEED=7, ROUNDS=3, TALK=20)
	@STACK_DIR=$(or $(STACK_DIR),var/faults/stack) STACK_PORT=$(or $(STACK_PORT),18280) $(VENV_PYTHON) -m faults $(if $(PROMISE),--promise $(PROMISE)) $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(TALK),--seconds $(TALK))

soak: setup-dev ## An hour of talk in which nothing may grow (SECONDS=, SEED=)
	@STACK_DIR=$(or $(STACK_DIR),var/faults/stack) STACK_PORT=$(or $(STACK_PORT),18280) $(VENV_PYTHON) -m faults --promise 42 --seconds $(or $(SECONDS),3600) $(if $(SEED),--seed $(SEED))

messages: setup-dev ## Bring the message catalogues in locale/ up to date
	@$(VENV_PYTHON) -m scripts.messages

requirements: setup-dev ## Pin the packages of requirements*.in anew
	@$(VENV_PYTHON) -m scripts.requirements
