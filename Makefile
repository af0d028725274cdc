# Thin: everything is in dev.py. On Windows: py dev.py run
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak clean

help:
	@$(PYTHON) dev.py help

run test lint bench soak clean:
	@$(PYTHON) dev.py $@
