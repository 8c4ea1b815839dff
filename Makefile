# The commands of README.md. Each sets up what is missing first; SETUP=0 skips that.
SHELL := /bin/bash
.DEFAULT_GOAL := build
.PHONY: setup build demo test test-full bench fuzz package format lint clean

ifneq ($(SETUP),0)
setup:
	@scripts/setup.sh
else
setup:
endif

build: setup
	@scripts/build.sh release

demo: setup
	@scripts/build.sh release harrier
	@scripts/demo.sh

test: setup
	@scripts/test.sh

test-full: setup
	@scripts/test_full.sh

bench: setup
	@scripts/bench.sh

fuzz: setup
	@scripts/fuzz.sh

package: build
	@scripts/package.sh

format: setup
	@scripts/format.sh

lint: setup
	@scripts/lint.sh

clean:
	rm -rf build
