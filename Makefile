# Seoul Learn. `make` lists what can be made; every target does its own set-up.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo setup test lint types bench bench-rules bench-preview bench-claims lock assets pictures

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: setup ## Run four cities with invented people on this machine, and print where to go (OPTIONS="--port 8010 ...")
	@$(BIN)/seoul-learn demo $(OPTIONS)

setup: ## Install everything the project needs into .venv
	@$(PYTHON) infra/bootstrap.py

test: ## Run every test, browser journeys included
	@$(PYTHON) infra/bootstrap.py --browser --provider
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup ## Check style and who imports whom
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: setup ## Check types
	$(BIN)/mypy

bench: setup ## Measure the hot pages beside their limits (some minutes); benchmarks/README.md has the table
	$(BIN)/python benchmarks/pages.py

bench-rules: setup ## Measure decisions beside OpenFisca-core, ZEN and code by hand; benchmarks/eligibility.md has the table
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target .venv/peers --group bench
	PYTHONPATH=.venv/peers $(BIN)/python -m benchmarks.eligibility

bench-preview: setup ## Measure a preview of a draft over 100,000 applications; benchmarks/preview.md has the table
	$(BIN)/python -m benchmarks.preview

bench-claims: setup ## Measure claims of an opening day at the database; benchmarks/claims.md has the table
	$(BIN)/python -m benchmarks.claims

assets: setup ## Take the web's fonts, styles and icons out of their pinned packages anew
	$(BIN)/python infra/assets/build.py

pictures: ## Take the pictures of the documentation anew, from a demo of its own
	@$(PYTHON) infra/bootstrap.py --browser
	$(BIN)/python infra/pictures.py

lock: setup ## Write requirements.lock anew, with hashes and without addresses
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--group dev pyproject.toml -o requirements.lock
