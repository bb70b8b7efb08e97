from poincare.datasets import sources
from poincare.graphs import splits
from poincare.reporting.tables.names import table_names
from poincare.training import trainers

# Text that the report is made of besides the modules.
TEMPLATES = [
    str(path)
    for path in sorted((ROOT / "poincare" / "reporting").rglob("*"))
    if path.suffix in {".html", ".css", ".js", ".md", ".json"}
]
# What decides which kept results are those of today, besides modules and recipes: the ledgers of
# graphs and splits, and the versions of the trainers.
LEDGERS = [
    os.path.relpath(path)
    for path in (
        sources.LEDGER,
        splits.SPLITS,
        *(trainers.source_of(name) for name in trainers.MODULES),
    )
]
TABLES = table_names()
TABLE_FILES = expand(
    f"{RESULTS}/tables/{{table}}.{{suffix}}", table=TABLES, suffix=["csv", "md"]
)
TABLE_FILES += [f"{RESULTS}/tables/{name}.tex" for name in TABLES if TABLES[name].latex]


rule collect:
    """All results, and all training histories, in one tidy table each."""
    input:
        code=code_of("collect.py"),
        rows=PLAN.scored + PLAN.controls,
        histories=[PLAN.runs.file(run, "history.csv") for run in PLAN.runs.grid],
        records=[PLAN.runs.file(run, "training.json") for run in PLAN.runs.grid],
    output:
        results=report(
            f"{RESULTS}/results.csv",
            caption="../report/results.rst",
            category="Tables",
            subcategory="Cost and provenance",
            labels={"table": "all results, tidy", "format": "CSV"},
        ),
        history=f"{RESULTS}/history.csv",
    log:
        f"{RESULTS}/logs/collect.log",
    benchmark:
        f"{RESULTS}/benchmarks/collect.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/collect.py"


rule tables:
    """All tables, as CSV and Markdown, and for papers in LaTeX."""
    input:
        code=code_of("tables.py"),
        results=f"{RESULTS}/results.csv",
        published=PLAN.runs.published,
        kept=PLAN.kept or [],
        all_recipes=PLAN.all_recipes,
        ledgers=LEDGERS,
    output:
        [
            report(
                f"{RESULTS}/tables/{table.name}.{suffix}",
                caption="../report/tables.rst",
                category="Tables",
                subcategory=table.group,
                labels={"table": table.title, "format": kind},
            )
            for suffix, kind in (("csv", "CSV"), ("tex", "LaTeX"))
            for table in TABLES.values()
            if table.latex or suffix == "csv"
        ],
        expand(f"{RESULTS}/tables/{{table}}.md", table=TABLES),
    log:
        f"{RESULTS}/logs/tables.log",
    benchmark:
        f"{RESULTS}/benchmarks/tables.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/tables.py"


rule report:
    """The report, as one self-contained page and as Markdown, and the headline for the terminal."""
    input:
        code=code_of("report.py"),
        templates=TEMPLATES,
        results=f"{RESULTS}/results.csv",
        figures=lambda wildcards: [
            f"{RESULTS}/figures/{name}.svg" for name in PLAN.drawings
        ],
        published=PLAN.runs.published,
        kept=PLAN.kept or [],
        all_recipes=PLAN.all_recipes,
        ledgers=LEDGERS,
        recipes=[str(RECIPES / f"{system}.yaml") for system in sorted(PLAN.recipes)],
        external=[PLAN.runs.file(run, "training.json") for run in PLAN.external_runs],
        graphs=[f"data/built/graphs/{dataset}.json" for dataset in PLAN.datasets],
        hyperlex="data/built/hyperlex/record.json" if PLAN.scores_hyperlex else [],
        baseline=config.get("compare_with") or [],
    output:
        html=report(
            f"{RESULTS}/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"page": "the report, self-contained"},
        ),
        markdown=f"{RESULTS}/report.md",
        headline=f"{RESULTS}/headline.txt",
    log:
        f"{RESULTS}/logs/report.log",
    benchmark:
        f"{RESULTS}/benchmarks/report.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        title=config["title"],
        config=config["name"],
        figures=lambda wildcards: list(PLAN.drawings),
    script:
        "../scripts/report.py"
