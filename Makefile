.DEFAULT_GOAL := help
.PHONY: help setup run test check bench nightly fix

help:   ## what can be made
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup:  ## install what running and testing need
	@scripts/setup test

run:    ## set up, then start the web pages, the worker and the embedded database with invented people
	@scripts/setup
	@.venv/bin/opennrm run

test:   ## set up, then run all tests, in parallel, on a real database and in a real browser
	@scripts/setup test
	@scripts/test

check:  ## style, imports, types, country packs, migrations, architecture
	@scripts/setup test
	@scripts/check

bench:  ## measure how fast pages answer on generated cases
	@scripts/setup
	@.venv/bin/python -m bench

nightly: ## run the drills: what happens under attack and under load, with figures
	@scripts/setup
	@scripts/nightly

fix:    ## repair what the style check can repair by itself
	@scripts/setup test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
