# `make chat` and `make test` set up all they need; a second call finds it there.
# GNU make 3.81 (what macOS has) is enough.

BIN = .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

# The first of these that is Python 3.11 or newer; empty if none is.
PYTHON = $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then command -v $$python; break; fi; done)

.PHONY: help chat test lint format model clean

help:
	@echo "make chat    talk with the bot in this terminal (sets up all it needs)"
	@echo "             make chat ARGS='--as ana --sandbox' passes options on"
	@echo "make test    check and test everything, as CI does (sets up all it needs)"
	@echo "make lint    ruff, mypy and import-linter only"
	@echo "make format  mend what ruff can mend"
	@echo "make model   fetch and convert the embedded model only"
	@echo "make clean   remove .venv and caches; memories and the model stay"

chat: model
	@$(BIN)/sleepwake chat $(ARGS)

test: lint model
	$(BIN)/pytest --numprocesses 2 --dist loadfile $(ARGS)

lint: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

format: .venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Set-up speaks on stderr and leaves stdin alone, so that `make chat` can be piped.
model: .venv
	@$(BIN)/python -m bot.embedded </dev/null >&2

# The folder alone does not tell whether it is whole: the stamp, written last, does.
.venv: .venv/.installed
	@touch .venv

.venv/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo "sleepwake needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install it: 'brew install python@3.13' on macOS," >&2; \
		echo "'apt-get install python3 python3-venv' on Debian 12 or newer." >&2; \
		exit 1; }
	@$(DEBIAN)
	@echo "Setting up .venv with $(PYTHON); the first time this takes a few minutes." >&2
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| $(PYTHON) -m venv --clear .venv || { \
		echo "Python's venv is missing; on Debian, 'apt-get install python3-venv' gives it." >&2; \
		exit 1; }
	@$(BIN)/python -m pip install --quiet "pip>=25.1" </dev/null >&2
	@$(BIN)/python -m pip install --quiet --editable . --group dev </dev/null >&2
	@touch $@

# As root on Debian: OpenBLAS, without which training is about 30 times slower; a C++ compiler,
# with which MLX builds its kernels; and Python's venv. Elsewhere nothing, and no failure here
# ends the set-up: what is truly needed fails later, with its own message.
define DEBIAN
if command -v apt-get >/dev/null && test "$$(id -u)" = 0; then \
	want=""; \
	/sbin/ldconfig -p | grep -q 'libopenblas\.so\.0' || want="$$want libopenblas0-pthread"; \
	command -v g++ >/dev/null || want="$$want g++"; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || want="$$want python3-venv"; \
	if test -n "$$want"; then \
		echo "Installing$$want with apt-get." >&2; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends $$want; } \
			</dev/null >&2 || echo "apt-get could not install$$want; going on without." >&2; \
	fi; \
fi
endef

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
