# The commands of this repository; each is a script in scripts/.

RUN_DIR ?= $(CURDIR)/.run
SNAPSHOT_WORKERS ?= 1
MODE ?= services

.PHONY: demo test test-full bench up down

demo:
	@scripts/demo

test:
	@scripts/test

test-full:
	@scripts/test --full

bench:
	@scripts/bench

up:
	@scripts/stack up --run-dir "$(RUN_DIR)" --mode "$(MODE)" --snapshot-workers "$(SNAPSHOT_WORKERS)"

down:
	@scripts/stack down --run-dir "$(RUN_DIR)" $(if $(filter 1,$(KEEP)),--keep)
