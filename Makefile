# `make help` lists what there is.
.DEFAULT_GOAL := help
PYTHON := $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell command -v $(p) 2>/dev/null)))
BIN := .venv/bin
UV := $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make requirements"

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

demo: .venv/runtime ## the desk with the demo article on 127.0.0.1, on a database of its own
	@$(BIN)/python manage.py demo $(ARGS)

test: .venv/dev ## the whole suite; the browser journeys too where a Chromium is found
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| echo "Left out: the browser journeys, because no Chromium is on this machine."
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

drill: .venv/dev ## two web hosts, two workers, PostgreSQL and a replica, killed one after the other (root)
	@$(BIN)/python tests/drill/drill.py $(ARGS)

lint: .venv/dev ## style of code and templates, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	git ls-files '*.html' | xargs $(BIN)/djade --target-version 5.2 --check

types: .venv/dev ## mypy --strict
	$(BIN)/mypy

check: .venv/dev ## settings for real use, migrations and fixture in step
	DEBUG=false SITE_URL=https://desk.example.org SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	DEBUG=true $(BIN)/python manage.py makemigrations --check --dry-run
	DEBUG=true $(BIN)/python manage.py make_fixture --check

fixture: .venv/dev ## make fixtures/demo.json from fixtures/two_sessions/
	DEBUG=true $(BIN)/python manage.py make_fixture

requirements: .venv/dev ## compile the hashed requirements from pyproject.toml
	$(UV) -o requirements.txt
	$(UV) --extra postgres -o requirements-postgres.txt
	$(UV) --group dev -o requirements-dev.txt

clean: ## throw away the virtual environment and the demo
	rm -rf .venv .demo .static

.venv/python:
	@test -n "$(PYTHON)" || { echo "Claimdesk needs Python 3.11 or newer. Install it, then run make again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Claimdesk needs Python 3.11 or newer; $(PYTHON) is older."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	@touch $@

# Whoever has the development requirements has these too.
.venv/runtime: requirements.txt | .venv/python
	@echo "Installing what the desk needs ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/python
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/runtime

.PHONY: help demo test drill lint types check fixture requirements clean
