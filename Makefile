# `make` lists the targets. Each one sets up what it needs: nothing but Rust, a C compiler and Node with npm has to be
# there before (on Debian and Ubuntu `make prerequisites` installs the one library that a build needs beside them).
#
# CARGO_TARGET_DIR  where cargo builds (target)
# ANODE_CACHE       where downloaded packages and built addons stay (.cache); .ci/run keeps both outside the clone

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))
export ANODE_CACHE := $(abspath $(or $(ANODE_CACHE),.cache))
export CARGO_TERM_COLOR ?= auto
ANODE := $(CARGO_TARGET_DIR)/release/anode
NPM_FLAGS := --no-audit --no-fund --no-update-notifier --loglevel=error
# Installs a package of Debian or Ubuntu.
INSTALL = printf '\n== installing $(1)\n'; \
  command -v apt-get >/dev/null || { echo 'install it with your package manager, then run make again' >&2; exit 1; }; \
  elevate=; [ "$$(id -u)" = 0 ] || elevate=sudo; \
  $$elevate apt-get update -qq && \
  $$elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1)

NODE26 = $(shell node -p "require('./tests/lib/oracle').pinnedNode()")
STEP = @printf '\n== %s\n'

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: prerequisites dependencies ## build the anode binary (optimised)
	$(STEP) 'building anode (the first time takes some minutes)'
	cargo build --release --package anode
	@echo 'built $(ANODE)'

.PHONY: demo
demo: build examples/media/node_modules/.installed ## run the demo application on anode
	$(STEP) 'running examples/media'
	@$(ANODE) examples/media/app.js

.PHONY: test
test: build test-set-up ## run every test; `make test ARGS='js --only fs'` runs some
	$(STEP) 'running the tests'
	@node tests/run.js --anode $(ANODE) $(ARGS)

.PHONY: bench
bench: build addons_test/node_modules/.installed ## measure anode beside Node; `make bench ARGS='--only A,D'` measures some
	$(STEP) 'preparing the benchmarks'
	@npm_config_nodedir="$$(dirname "$$(dirname "$(NODE26)")")" python3 bench/run.py --setup --work $(ANODE_CACHE)/bench
	$(STEP) 'measuring'
	@python3 bench/run.py --work $(ANODE_CACHE)/bench --rt node26=$(NODE26) --rt anode=$(ANODE) $(ARGS)

.PHONY: fuzz
fuzz: build addons_test/node_modules/.installed ## random Node-API calls, beside Node; `make fuzz SECONDS=600 SEED=1` (not part of `make test`)
	@node addons_test/build.js
	$(STEP) 'running random sequences of calls'
	@node tests/fuzz.js --anode $(ANODE) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

.PHONY: sanitize
sanitize: prerequisites dependencies addons_test/node_modules/.installed ## the addon tests under valgrind: takes half an hour (not part of `make test`)
	@command -v valgrind >/dev/null || { $(call INSTALL,valgrind); }
	$(STEP) 'building anode (unoptimised, with line numbers)'
	cargo build --package anode
	@node addons_test/build.js
	$(STEP) 'running the addon tests under valgrind'
	@node tests/sanitize.js --anode $(CARGO_TARGET_DIR)/debug/anode $(ARGS)

.PHONY: prerequisites
prerequisites: ## install what a build needs beside Rust, a C compiler and Node
	@for tool in cargo cc c++ node npm; do \
	  command -v $$tool >/dev/null || { echo "anode needs $$tool on the PATH" >&2; exit 1; }; \
	done
	@# A build script reads the headers of libuv with libclang.
	@[ "$$(uname)" = Darwin ] || [ -n "$${LIBCLANG_PATH:-}" ] || \
	  { PATH=$$PATH:/sbin:/usr/sbin ldconfig -p; ls /usr/lib/llvm-*/lib; } 2>/dev/null | grep -E 'libclang(-[0-9.]+)?\.so' >/dev/null || \
	  { $(call INSTALL,libclang-dev); }

.PHONY: dependencies
dependencies: js/deps/node_modules/.installed ## install the npm packages that are built into the binary

EXAMPLES := $(dir $(wildcard examples/*/package-lock.json))

.PHONY: test-set-up
test-set-up: addons_test/node_modules/.installed tests/packages/node_modules/.installed $(EXAMPLES:%=%node_modules/.installed)
	@# node-gyp, which builds some of the real packages, is partly Python.
	@command -v python3 >/dev/null || { $(call INSTALL,python3); }
	@# What the examples' tests start: a browser, databases.
	@command -v chromium >/dev/null || { $(call INSTALL,chromium); }
	@command -v redis-server >/dev/null || { $(call INSTALL,redis-server); }
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || { $(call INSTALL,postgresql); }
	$(STEP) 'building the test addons'
	@node addons_test/build.js
	$(STEP) 'installing the real packages'
	@node addons_test/packages/install.js

# Not `npm ci`: it refuses a lock file that leaves out an optional package for another platform, and some platforms'
# packages are published later than the others. What the lock file names is installed as locked either way.
%/node_modules/.installed: %/package-lock.json
	$(STEP) 'installing the packages of $*'
	@cd $* && npm install --no-save --ignore-scripts $(NPM_FLAGS)
	@touch $@
