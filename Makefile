# On a new machine `make demo` or `make test` alone is enough: each sets up .venv by itself.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# Every installation, also of what builds the package, takes the versions of this file.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTEST_ARGS ?=

.PHONY: demo test spark older proof prove check lint types pages docs browser corpus fuzz mutants bench ship package clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.demo
	@echo "· 核对 examples/hanyang-2019.xlsx …"
	@# Status 1 says that the form has errors, which is what the demo is to show; only 2 is a failure.
	@status=0; $(BIN)/perfscore audit examples/hanyang-2019.xlsx || status=$$?; \
	case $$status in \
	  0) ;; \
	  1) echo "· 退出状态 1：表中有错误，以上逐条列出。" ;; \
	  *) exit $$status ;; \
	esac

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

# The Spark engine against DuckDB; without Java it says that it was skipped.
spark: $(VENV)/.spark
	$(BIN)/python -m pytest -m slow tests/test_batching_spark.py $(PYTEST_ARGS)

# Tables on the oldest DuckDB that is allowed, and in a real PostgreSQL: the package with DuckDB's extension for it stands beside that one.
OLDER := $(VENV)/older
OLDEST := 1.5.0
older: $(OLDER)/.made
	$(OLDER)/bin/python -m pytest -n auto tests/test_batching.py tests/test_batching_duckdb.py tests/test_batching_running.py \
	  tests/test_batching_stages.py tests/test_cli_batch.py tests/test_querying.py $(PYTEST_ARGS)
	$(OLDER)/bin/python -m pytest -m postgres tests/test_batching_postgres.py $(PYTEST_ARGS)

# The long proofs: every rulebook, and hundreds of thousands of rows against the forms they stand for.
proof: $(VENV)/.spark
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

# Perfscore beside a second scorer, on so many forms drawn at random: python -m tests.oracle --help.
SHEETS ?= 1000000
prove: $(VENV)/.dev
	$(BIN)/python -m tests.oracle --sheets $(SHEETS)

# The coverage of both runs counts together; where there is no Java, the engine that needs it is not counted upon.
check: lint types
	@if command -v java >/dev/null; then \
	  $(MAKE) --no-print-directory spark PYTEST_ARGS="--cov --cov-branch --cov-report= --cov-fail-under=0" && \
	  $(MAKE) --no-print-directory test PYTEST_ARGS="--cov --cov-branch --cov-append $(PYTEST_ARGS)"; \
	else \
	  echo "· 没有 Java：Spark 引擎没有测，覆盖率的下限因此是 90 %。"; \
	  $(MAKE) --no-print-directory test PYTEST_ARGS="--cov --cov-branch --cov-fail-under=90 $(PYTEST_ARGS)"; \
	fi
	@$(MAKE) --no-print-directory older
	@$(MAKE) --no-print-directory prove SHEETS=100000
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory package

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.docs
	$(BIN)/mypy

# The pages of docs/ that are written from what the code knows.
pages: $(VENV)/.dev
	@for name in criteria rulebooks own_rulebook findings rules json commands glossary readings; do \
	  $(BIN)/python docs/make_$$name.py || exit; done

# The site for evaluators, in docs/_build/html: every warning is an error, every sample of its pages is run.
docs: $(VENV)/.docs
	$(BIN)/python docs/checker/build.py
	@# All pages anew: of those that are not, the search would know less.
	$(BIN)/python -m sphinx -E -a -n -W --keep-going -q -b html docs docs/_build/html
	$(BIN)/python -m sphinx -n -W --keep-going -q -b doctest -d docs/_build/html/.doctrees docs docs/_build/doctest
	@echo "· 文档在 docs/_build/html/index.html"

# The site in a real browser, and the page 在线核算 under Node; what this machine lacks is said.
browser: docs
	$(BIN)/python -m pytest -m browser tests/browser $(PYTEST_ARGS)

# How much of the corpus of criteria is read. Status 1 says that some are not, which is what the page tells; only 2 is a failure.
corpus: $(VENV)/.dev
	@status=0; $(BIN)/perfscore criterion --file tests/data/corpus.csv || status=$$?; [ $$status -le 1 ]
	$(BIN)/python docs/make_corpus.py

# Inputs that nobody meant: each target for SECONDS or INPUTS, whichever ends first. Inputs that fail are kept in .fuzz/.
TARGETS ?=
SECONDS ?= 600
INPUTS  ?= 1000000
SEED    ?= 1

fuzz: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet -e ".[fuzz]" || echo "· 装不上 atheris：输入只从种子变来，不看覆盖。"
	$(BIN)/python -m tests.fuzz $(TARGETS) --seconds $(SECONDS) --inputs $(INPUTS) --seed $(SEED)

# How much the tests notice: faults put into modules one at a time, some of each by a seed (SAMPLE=0: all). What was tried is kept in
# .mutants/ and told again; AGAIN=1 tries once more what no test noticed, WIDE=1 on the tests of the whole.
MODULES ?=
SAMPLE  ?= 60
JOBS    ?= 2

mutants: $(VENV)/.mutants
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED) --jobs $(JOBS) $(if $(AGAIN),--again) $(if $(WIDE),--wide) $(MODULES)

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/scalar.py
	$(BIN)/python benchmarks/folders.py
	$(BIN)/python benchmarks/tables.py

# What is shipped, as its users get it: the packages built twice and looked into, installed where nothing else is, and run.
package: $(VENV)/.ship
	$(BIN)/python .ci/ship.py --quick

# The same with every extra and the oldest libraries that are allowed, on these Pythons.
PYTHONS ?= $(PYTHON)
ship: $(VENV)/.ship
	$(BIN)/python .ci/ship.py --python $(PYTHONS)

clean:
	rm -rf $(VENV) .fuzz .mutants build dist docs/_build htmlcov .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for each set of packages; it is older than pyproject.toml when that has changed.

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)：请先安装 Python 3.11 或更高版本，或用 make PYTHON=… 指明。" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "perfscore 需要 Python 3.11 或更高版本，$(PYTHON) 是 `$(PYTHON) -V 2>&1`；请用 make PYTHON=python3.12 之类指明新版本。" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) 不带 venv：在 Debian、Ubuntu 上请先执行 apt-get install python3-venv。" >&2; exit 1; }
	@echo "· 建立 $(VENV)（`$(PYTHON) -V`）…"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.made pyproject.toml constraints.txt
	@echo "· 安装 perfscore …"
	@$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	@echo "· 安装 perfscore 和测试工具 …"
	@$(BIN)/python -m pip install --quiet -e ".[dev]"
	@touch $@ $(VENV)/.demo

$(VENV)/.docs: $(VENV)/.dev
	@echo "· 安装生成文档的工具 …"
	@$(BIN)/python -m pip install --quiet -e ".[docs]"
	@touch $@

$(VENV)/.spark: $(VENV)/.dev
	@echo "· 安装 Spark（另需 Java 17）…"
	@$(BIN)/python -m pip install --quiet -e ".[spark]"
	@touch $@

$(OLDER)/.made: $(VENV)/.made pyproject.toml constraints.txt
	@echo "· 另外安装较旧的 DuckDB 和它的 postgres 扩展 …"
	@$(PYTHON) -m venv --clear $(OLDER)
	@grep -v '^duckdb==' constraints.txt > $(OLDER)/constraints.txt
	@PIP_CONSTRAINT=$(OLDER)/constraints.txt $(OLDER)/bin/python -m pip install --quiet -e ".[dev]" "duckdb==$(OLDEST)" \
	  "duckdb-extension-postgres-scanner==$(OLDEST)"
	@touch $@

$(VENV)/.mutants: $(VENV)/.dev
	@echo "· 安装变异测试的工具 …"
	@$(BIN)/python -m pip install --quiet -e ".[mutants]"
	@touch $@

$(VENV)/.ship: $(VENV)/.made pyproject.toml constraints.txt
	@echo "· 安装打包的工具 …"
	@$(BIN)/python -m pip install --quiet -e ".[ship]"
	@touch $@ $(VENV)/.demo

$(VENV)/.bench: $(VENV)/.made pyproject.toml constraints.txt
	@echo "· 安装 perfscore 和用作比较的引擎 …"
	@$(BIN)/python -m pip install --quiet -e ".[bench]"
	@touch $@ $(VENV)/.demo
