# The two commands of the README are `make replicate` and `make test`.
# Every target sets up .venv from the hashed lock file first.

PYTHON ?= python3
CORES ?= all
BIN := .venv/bin
SNAKEMAKE := $(BIN)/snakemake --cores $(CORES) --rerun-incomplete --show-failed-logs
READY := .venv/.ready

.PHONY: replicate quick audit full test lint lock benchmark growth reference reference-audit baseline compare clean

replicate: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE)
	@cat results/default/headline.txt

quick: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE) --configfile config/quick.yaml
	@cat results/quick/headline.txt

# The published systems, trained and scored as they were: an affordable part, and all (many days).
audit full: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE) --configfile config/$@.yaml
	@cat results/$@/headline.txt

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

# Beside gensim, in an environment of its own: see benchmarks/README.md.
benchmark: .venv-benchmark/.ready $(READY)
	$(SNAKEMAKE) data/built/graphs/nouns.npz data/built/graphs/mammals.npz
	.venv-benchmark/bin/python -m pytest tests/benchmark
	.venv-benchmark/bin/python benchmarks/inner_loop.py
	.venv-benchmark/bin/python benchmarks/compare.py
	.venv-benchmark/bin/python benchmarks/agreement.py
	$(BIN)/python benchmarks/growth.py

# Time and memory up to a million nodes: see benchmarks/growth.md.
growth: $(READY)
	$(BIN)/python benchmarks/growth.py

# Renews the lock files; needs uv.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header
lock:
	$(COMPILE) --extra test pyproject.toml --output-file requirements.lock
	$(COMPILE) --extra test --extra benchmark pyproject.toml \
	  --output-file requirements-benchmark.lock

# Three seeds instead of one, and its small files, which the README quotes.
reference: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE) --configfile config/seeds.yaml
	cd results/reference && rm -rf results.csv report.html report.md headline.txt tables figures
	cd results/seeds && cp -r results.csv report.html report.md headline.txt tables figures ../reference

# The same of the affordable audit.
reference-audit: audit
	rm -rf results/reference/audit
	mkdir -p results/reference/audit
	cd results/audit && cp -r results.csv report.md tables figures ../reference/audit

# The quick configuration with five seeds, to compare with: see docs/how-to/regression.md.
BASELINE := tests/regression/baseline
baseline: $(READY)
	@$(BIN)/python workflow/unlock_if_stale.py
	$(SNAKEMAKE) --configfile config/baseline.yaml
	cp results/baseline/results.csv $(BASELINE)/results.csv

# make compare NEW=results/quick, and if need be BASE=…, OUTPUT=report.md, ALLOW="recipe data".
BASE ?= $(BASELINE)
compare: $(READY)
	@test -n "$(NEW)" || { echo 'which results? say make compare NEW=results/quick'; exit 2; }
	$(BIN)/python -m poincare compare "$(BASE)" "$(NEW)" \
	  $(if $(OUTPUT),--output "$(OUTPUT)") $(addprefix --allow ,$(ALLOW))

# Keeps what was fetched (data/raw) and the tables of the last full run (results/reference).
clean:
	rm -rf data/built results/default results/seeds results/quick results/baseline .snakemake

$(READY): requirements.lock pyproject.toml
.venv-benchmark/.ready: requirements-benchmark.lock pyproject.toml

.venv/.ready .venv-benchmark/.ready:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else \
	  f"Python 3.11 or newer is needed, this is {v[0]}.{v[1]}: try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement $<
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --editable .
	@touch $@
