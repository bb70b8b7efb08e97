# The two commands of the README are `make replicate` and `make test`.
# Every target sets up .venv from the hashed lock file first.

PYTHON ?= python3
CORES ?= all
BIN := .venv/bin
SNAKEMAKE := $(BIN)/snakemake --cores $(CORES) --rerun-incomplete --show-failed-logs
READY := .venv/.ready

.PHONY: replicate quick test lint lock reference clean

replicate: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE)
	@cat results/default/headline.txt

quick: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE) --configfile config/quick.yaml
	@cat results/quick/headline.txt

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

# Renews requirements.lock; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --extra test pyproject.toml --output-file requirements.lock

# The small files of the last full run, which the README quotes.
reference: replicate
	rm -rf results/reference
	mkdir -p results/reference
	cd results/default && cp -r results.csv report.html report.md headline.txt tables figures ../reference

# Keeps what was fetched (data/raw) and the tables of the last full run (results/reference).
clean:
	rm -rf data/built results/default results/quick .snakemake

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else \
	  f"Python 3.11 or newer is needed, this is {v[0]}.{v[1]}: try make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --editable .
	@touch $@
