# Everything that Galatea needs to be set up, shown, tested and measured.
# the backend runs on any of these; the tests ran on the first
PYTHON ?= $(or $(shell for p in python3.11 python3.12 python3.13; do command -v $$p && break; done),python3.11)
# Blender's module has wheels for 3.11 alone
BLENDER_PYTHON ?= $(if $(findstring Python 3.11.,$(shell $(PYTHON) --version 2>&1)),$(PYTHON),python3.11)
# pip's own torch for Linux brings CUDA; where there is no GPU, an index with smaller builds may be named here
TORCH_INDEX ?=
VENV := .venv
BLENDER_VENV := .venv-blender
BPY ?= 4.5.15
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet
BPY_PIP := $(BLENDER_VENV)/bin/python -m pip --disable-pip-version-check install --quiet
# processes that share the tests outside Blender, a file each; some 2 GB of memory each
TEST_PROCESSES ?= 1
TESTS_SHARED := $(if $(filter-out 1,$(TEST_PROCESSES)),OMP_NUM_THREADS=1)
SHARING := $(if $(filter-out 1,$(TEST_PROCESSES)),--numprocesses $(TEST_PROCESSES) --dist loadfile)
BLENDER_TESTS := tests/blender --override-ini=norecursedirs=benchmarks
# what the bpy wheel links against, beyond a minimal Debian or Ubuntu
BLENDER_LIBRARIES := libgl1 libice6 libsm6 libx11-6 libxext6 libxfixes3 libxi6 libxrender1 libxkbcommon0 libgomp1

# $(call packages,who needs them,which): as root they are installed, others are given the line to paste
define packages
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2); \
else echo "$(1) needs packages of the system. Paste this line, then run make again:"; echo "  sudo apt-get install --no-install-recommends" $(2); exit 1; fi
endef

.PHONY: setup demo test lint bench addon readers peers clean python system-libraries test-blender-all

demo: setup
	$(VENV)/bin/galatea avatar "a tall muscular man, smiling" --out out/demo

test: setup lint readers
	$(TESTS_SHARED) $(VENV)/bin/python -m pytest $(SHARING)
	@if [ -x $(BLENDER_VENV)/bin/python ]; then timeout 1200 $(BLENDER_VENV)/bin/python -m pytest $(BLENDER_TESTS); \
	else echo "tests/blender was not run: it needs Python 3.11 for Blender's Python module"; fi

setup: $(VENV)/.ready $(BLENDER_VENV)/.ready

# torch first, and with its own torchvision: in another order pip may replace a torch without CUDA by one with it
$(VENV)/.ready: pyproject.toml constraints.txt | python
	$(PYTHON) -m venv $(VENV)
	$(PIP) --constraint constraints.txt $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch torchvision
	$(PIP) --constraint constraints.txt --editable '.[dev]'
	touch $@

# bpy has wheels for one Python only; without that Python, the Blender that is installed does its work
$(BLENDER_VENV)/.ready: Makefile constraints-blender.txt | python
	@if command -v $(BLENDER_PYTHON) >/dev/null; then \
	  $(MAKE) --no-print-directory system-libraries && $(BLENDER_PYTHON) -m venv $(BLENDER_VENV) && $(BPY_PIP) --constraint constraints-blender.txt bpy==$(BPY) pyzmq pytest pytest-timeout; \
	elif [ -n "$$GALATEA_BLENDER" ] || command -v blender >/dev/null; then \
	  mkdir -p $(BLENDER_VENV); echo "There is no $(BLENDER_PYTHON): the Blender on PATH or in GALATEA_BLENDER will be used."; \
	else \
	  echo "Blender is missing. Install Python 3.11 (apt-get install python3.11 python3.11-venv), or Blender 4.2 or later on PATH."; exit 1; \
	fi
	touch $@

# Debian's Python comes without what makes virtual environments
python:
	@if ! command -v $(PYTHON) >/dev/null; then $(call packages,Galatea,python3 python3-venv); fi
	@for p in $$(printf '%s\n' $(PYTHON) $(BLENDER_PYTHON) | sort -u); do \
	  ! command -v $$p >/dev/null || $$p -c 'import ensurepip, venv' 2>/dev/null || \
	  { name=$$($$p -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); $(call packages,$$p,$$name); } || exit 1; \
	done
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11, 3.12 or 3.13 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }

system-libraries:
	@missing=""; for p in $(BLENDER_LIBRARIES); do dpkg -s $$p >/dev/null 2>&1 || dpkg -s $${p}t64 >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ] || ! command -v apt-get >/dev/null; then exit 0; fi; \
	$(call packages,Blender,$$missing)

# files that may differ from system to system are read as those of other systems too, which takes half a minute each
SOURCES := backend rigging blender_addon galatea.py build_addon.py
OF_THE_SYSTEM := '^ *(import|from) (asyncio|ctypes|fcntl|grp|mmap|msvcrt|os|pty|pwd|resource|select|signal|socket|subprocess|winreg)\b|sys\.platform'

lint: $(VENV)/.ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/python build_addon.py --shared-only
	$(VENV)/bin/pyright
	for system in Windows Darwin; do $(VENV)/bin/pyright --pythonplatform $$system $$(grep -rlE $(OF_THE_SYSTEM) --include='*.py' --exclude-dir=_shared $(SOURCES)) || exit 1; done
	$(VENV)/bin/lint-imports --no-cache

bench: setup
	$(VENV)/bin/galatea bench

addon: setup
	$(VENV)/bin/python build_addon.py

# readers of FBX files that others wrote (Autodesk's SDK inside fbx2gltf, three.js), where npm is there; for tests alone
READERS := tests/exchange/readers
readers:
	@if [ -d $(READERS)/node_modules ]; then :; \
	elif command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix $(READERS); then :; \
	else echo "Tests with FBX readers that others wrote are skipped: they need npm"; fi

# the library smplx, to compare our bodies with; its licence allows research alone, so it is fetched when it is asked for
peers: $(VENV)/.ready
	$(PIP) --no-deps smplx==0.1.28

# the extension under the oldest, the tested and the newest Blender
test-blender-all: setup
	for version in 4.2.23 4.5.15 5.0.1; do \
	  venv=.venv-blender-$$version; \
	  [ -x $$venv/bin/python ] || { $(BLENDER_PYTHON) -m venv $$venv && $$venv/bin/python -m pip install --quiet bpy==$$version pyzmq pytest pytest-timeout; } || exit 1; \
	  timeout 900 $$venv/bin/python -m pytest $(BLENDER_TESTS) || exit 1; \
	done

clean:
	rm -rf $(VENV) $(BLENDER_VENV) .venv-blender-* build dist out
