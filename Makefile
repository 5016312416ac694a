# make demo   set everything up, then build a site from open data and serve it (PORT=8000)
# make test   set everything up, then run the checks and tests; with STRICT=1 all of them, and a skipped test fails
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000

.DEFAULT_GOAL := demo
.PHONY: setup demo test lock clean

setup:
	@$(PYTHON) tools/setup.py

demo: setup
	@exec .venv/bin/maillage demo --port $(PORT)

test: setup
	@.venv/bin/python tools/check.py

# Update the pinned versions from pyproject.toml.
lock: setup
	@.venv/bin/python tools/lock.py

clean:
	rm -rf .venv node_modules build
