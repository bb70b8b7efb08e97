# `make` lists the targets. Each sets up .venv from a hashed lock file first, if it is not there.

PYTHON ?= python3
CORES ?= all
BIN := .venv/bin
# One line for each finished job; Snakemake's log file holds everything.
SNAKEMAKE := PYTHONPATH=workflow/logger $(BIN)/snakemake --logger lines --cores $(CORES)
READY := .venv/.ready
READY_TO_TEST := .venv/.ready-to-test
# The configurations of this repository, whose results `make clean` deletes.
RUNS := default quick links entailment networks hyperlex distributional audit taxonomies ontologies \
  full seeds baseline
# A notebook's backend would stop matplotlib where the notebook's packages are missing.
unexport MPLBACKEND

.PHONY: help quick replicate links entailment networks hyperlex distributional audit taxonomies \
  ontologies full test test-fast lint compare benchmark growth reference reference-audit baseline lock clean \
  check

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# MB of disk (the environment and the results) and of memory (the largest jobs side by side).
DISK := 2000
MEMORY := 2000
quick: DISK := 1000
quick: MEMORY := 1000
full: DISK := 50000
# geoopt brings PyTorch.
benchmark: DISK := 10000

quick: $(READY) ## a first look: the mammals in 2, 5 and 10 dimensions, two minutes
	@$(call run,quick)

replicate: $(READY) ## the WordNet nouns in 5 to 200 dimensions beside the papers, 12 minutes
	@$(call run,default)

links: $(READY) ## link prediction on the nouns
	@$(call run,links)

entailment: $(READY) ## edge classification on the split of the entailment cones
	@$(call run,entailment)

networks: $(READY) ## collaboration networks, reconstruction and link prediction
	@$(call run,networks)

hyperlex: $(READY) ## HyperLex by part of speech, split and relation
	@$(call run,hyperlex)

distributional: $(READY) ## CBOW on WordNet's glosses, a baseline that sees no graph
	@$(call run,distributional)

audit: $(READY) ## the published systems, days; says first how long, and resumes
	@$(BIN)/python -m poincare forecast config/audit.yaml
	@$(call run,audit)

taxonomies: $(READY) ## verbs, ACM, EuroVoc and the released mammals, a day
	@$(call run,taxonomies)

ontologies: $(READY) ## human phenotypes and biological processes, 80 minutes of CPU time
	@$(call run,ontologies)

full: $(READY) ## all published systems, many days
	@$(call run,full)

test: $(READY_TO_TEST) ## all tests, a quarter of an hour
	$(BIN)/python -m pytest

test-fast: $(READY_TO_TEST) ## the unit tests that are not slow, four minutes
	$(BIN)/python -m pytest tests/unit -m "not slow"

lint: $(READY_TO_TEST) ## check how the sources are written
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

# BASE=… names another baseline, OUTPUT=report.md a file, ALLOW="recipe data" what may differ.
BASELINE := tests/regression/baseline
BASE ?= $(BASELINE)
compare: $(READY) ## NEW=results/quick: is anything worse than in the baseline?
	@test -n "$(NEW)" || { echo 'which results? say make compare NEW=results/quick'; exit 2; }
	$(BIN)/python -m poincare compare "$(BASE)" "$(NEW)" \
	  $(if $(OUTPUT),--output "$(OUTPUT)") $(addprefix --allow ,$(ALLOW))

benchmark: .venv-benchmark/.ready $(READY) ## time and memory beside gensim, see benchmarks/README.md
	$(SNAKEMAKE) data/built/graphs/nouns.npz data/built/graphs/mammals.npz data/built/corpus/nouns.npz
	.venv-benchmark/bin/python -m pytest tests/benchmark
	.venv-benchmark/bin/python benchmarks/inner_loop.py
	.venv-benchmark/bin/python benchmarks/compare.py
	.venv-benchmark/bin/python benchmarks/agreement.py
	.venv-benchmark/bin/python benchmarks/cbow.py
	$(BIN)/python benchmarks/growth.py

growth: $(READY) ## time and memory up to a million nodes, see benchmarks/growth.md
	$(BIN)/python benchmarks/growth.py

# All else follows from the results: python -m poincare report results/reference.
reference: $(READY) ## renew results/reference: make replicate with three seeds
	@$(call run,seeds)
	cp results/seeds/results.csv results/seeds/tables/headline.md results/reference
	cp results/seeds/figures/over_dims.svg results/reference

reference-audit: $(READY) ## make audit, and keep its results in results/reference/audit
	@$(call run,audit)
	$(BIN)/python -m poincare keep results/audit
	$(BIN)/python -m poincare report results/reference
	cp results/reference/tables/audit.md results/reference/audit

baseline: $(READY) ## renew the baseline: make quick with five seeds
	@$(call run,baseline)
	cp results/baseline/results.csv $(BASELINE)/results.csv

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --extra build pyproject.toml
lock: ## renew the lock files; needs uv
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra test --output-file requirements-test.lock
	$(COMPILE) --extra test --extra benchmark --output-file requirements-benchmark.lock

clean: ## delete what was built and the results of the configurations in config/
	rm -rf data/built .snakemake $(addprefix results/,$(RUNS))

# Run a configuration, then print its table and the report's path.
define run
$(BIN)/python workflow/unlock_if_stale.py && \
$(SNAKEMAKE) --configfile config/$(1).yaml && cat results/$(1)/headline.txt
endef

check:
	@$(PYTHON) workflow/check_start.py --disk $(DISK) --memory $(MEMORY) --backend '$(MPLBACKEND)'

$(READY): requirements.lock pyproject.toml | check
.venv-benchmark/.ready: requirements-benchmark.lock pyproject.toml | check

.venv/.ready .venv-benchmark/.ready:
	@echo 'Setting up $(@D) from $<, once'
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement $<
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --editable .
	@touch $@

$(READY_TO_TEST): requirements-test.lock $(READY)
	@echo 'Adding what the tests need from $<, once'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement $<
	@touch $@
