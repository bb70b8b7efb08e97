rule collect:
    """All results, and all training histories, in one tidy table each."""
    input:
        code=code_of("collect.py"),
        rows=SCORED + [f"{run}/lexical_entailment.csv" for run in ENTAILED],
        histories=[f"{run}/history.csv" for run in RUNS],
        records=[f"{run}/training.json" for run in RUNS],
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
    """Ours beside the published numbers, as CSV and Markdown, and for papers in LaTeX."""
    input:
        code=code_of("tables.py"),
        results=f"{RESULTS}/results.csv",
        published=PUBLISHED,
    output:
        [
            report(
                f"{RESULTS}/tables/{name}.{suffix}",
                caption="../report/tables.rst",
                category="Tables",
                subcategory=TABLE_LABELS[name][0],
                labels={"table": TABLE_LABELS[name][1], "format": kind},
            )
            for suffix, kind, names in (
                ("csv", "CSV", TABLES),
                ("tex", "LaTeX", LATEX),
            )
            for name in names
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


rule figures:
    """Mean rank and MAP over dims, and the loss over the epochs."""
    input:
        code=code_of("figures.py"),
        results=f"{RESULTS}/results.csv",
        history=f"{RESULTS}/history.csv",
        published=PUBLISHED,
    output:
        over_dims=report(
            f"{RESULTS}/figures/over_dims.svg",
            caption="../report/over_dims.rst",
            category="Figures",
            subcategory=group_of("over_dims"),
            labels={"figure": "mean rank and MAP over dims"},
        ),
        loss_curves=report(
            f"{RESULTS}/figures/loss_curves.svg",
            caption="../report/loss_curves.rst",
            category="Figures",
            subcategory=group_of("loss_curves"),
            labels={"figure": "loss over epochs"},
        ),
        rest=multiext(f"{RESULTS}/figures/over_dims", ".csv", ".json")
        + multiext(f"{RESULTS}/figures/loss_curves", ".csv", ".json"),
    log:
        f"{RESULTS}/logs/figures.log",
    benchmark:
        f"{RESULTS}/benchmarks/figures.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/figures.py"


rule disc:
    """A 2-D embedding in the Poincaré disc."""
    input:
        code=code_of("disc.py"),
        relations="data/built/graphs/{dataset}.npz",
        embedding=f"{RUN_2D}/embedding.npz",
    output:
        report(
            f"{RESULTS}/figures/disc-{{dataset}}-{{system}}-{{seed}}.svg",
            caption="../report/disc.rst",
            category="Figures",
            subcategory=group_of("disc-"),
            labels={"figure": "{dataset} in two dimensions, {system}, seed {seed}"},
        ),
        multiext(
            f"{RESULTS}/figures/disc-{{dataset}}-{{system}}-{{seed}}", ".csv", ".json"
        ),
    log:
        f"{RESULTS}/logs/disc-{{dataset}}-{{system}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/disc-{{dataset}}-{{system}}-{{seed}}.tsv"
    # Hyphens stand in names as well.
    wildcard_constraints:
        dataset=GRAPH_NAMES,
        system="|".join(SYSTEMS),
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/disc.py"


rule report:
    """The report, as one self-contained page and as Markdown, and the headline for the terminal."""
    input:
        code=code_of("report.py"),
        templates=TEMPLATES,
        results=f"{RESULTS}/results.csv",
        tables=expand(f"{RESULTS}/tables/{{table}}.csv", table=TABLES),
        figures=[f"{RESULTS}/figures/{figure}.svg" for figure in FIGURES],
        published=PUBLISHED,
        recipes=[str(RECIPES / f"{system}.yaml") for system in TRAINED],
        external=[f"{run}/training.json" for run in GIVEN],
        graphs=[f"data/built/graphs/{dataset}.json" for dataset in DATASETS],
        hyperlex="data/built/hyperlex/record.json" if ENTAILED else [],
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
        figures=FIGURES,
    script:
        "../scripts/report.py"
