# make run    sets everything up and opens the app
# make test   sets everything up and runs every check and test

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test bench

run: $(VENV)/app.done
	$(PY) -m streamlit run server.py

test: $(VENV)/tests.done
	$(PY) -m tests.check

bench: $(VENV)/tests.done
	$(PY) -m tests.benchmark

$(VENV)/app.done: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/tests.done: requirements.txt tests/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --requirement tests/requirements.txt
	touch $@
