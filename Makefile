.DEFAULT_GOAL := help
.PHONY: help setup run test check bench nightly fix

help:   ## show this list
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup:  ## install everything that you need to run and test
	@scripts/setup test

run:    ## set up, then start the web pages, the worker and the embedded database with invented people
	@scripts/setup
	@.venv/bin/opennrm run

test:   ## set up, then run every lane of the tests, on a real database and in a real browser
	@scripts/setup test
	@scripts/test

check:  ## check style, imports, types, country packs, migrations and architecture
	@scripts/setup test
	@scripts/check

bench:  ## measure how fast pages answer on generated cases
	@scripts/setup
	@.venv/bin/python -m bench

nightly: ## drills, long random walks and all that takes too long for every change
	@scripts/setup test
	@scripts/nightly

fix:    ## correct style faults that can be corrected automatically
	@scripts/setup test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
