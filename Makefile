# make demo   everything set up, then the main job: open data to a site where a consultation is booked (PORT=8000)
# make test   everything set up, then every check and test; STRICT=1 makes a skipped test a failure
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

# Renew the pinned versions from pyproject.toml.
lock: setup
	@.venv/bin/python tools/lock.py

clean:
	rm -rf .venv node_modules build
