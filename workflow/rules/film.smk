rule quality:
    """Mean rank and MAP of every snapshot of a filmed training."""
    input:
        code=code_of("quality.py"),
        relations="data/built/graphs/{dataset}.npz",
        embedding=f"{RUN}/embedding.npz",
        snapshots=f"{RUN}/snapshots.npz",
        history=f"{RUN}/history.csv",
    output:
        f"{RUN}/quality.csv",
    log:
        f"{RUN}/logs/quality.log",
    benchmark:
        f"{RUN}/benchmarks/quality.tsv"
    conda:
        "../envs/suite.yaml"
    threads: config["threads"]["rank"]
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        protocol="nickel2017",
    script:
        "../scripts/quality.py"


rule quality_over_time:
    """Mean rank and MAP against CPU time, beside the loss."""
    input:
        code=code_of("quality_over_time.py"),
        quality=[f"{run}/quality.csv" for run in FILMED],
        records=[f"{run}/training.json" for run in FILMED],
    output:
        report(
            f"{RESULTS}/figures/quality_over_time.svg",
            caption="../report/quality_over_time.rst",
            category="Figures",
            subcategory=group_of("quality_over_time"),
            labels={"figure": "quality over time"},
        ),
        multiext(f"{RESULTS}/figures/quality_over_time", ".csv", ".json"),
    log:
        f"{RESULTS}/logs/quality_over_time.log",
    benchmark:
        f"{RESULTS}/benchmarks/quality_over_time.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        protocol=rules.quality.params.protocol,
    script:
        "../scripts/quality_over_time.py"


rule film:
    """A 2-D training as a film strip and as an animation."""
    input:
        code=code_of("film.py"),
        relations="data/built/graphs/{dataset}.npz",
        embedding=f"{RUN_2D}/embedding.npz",
        snapshots=f"{RUN_2D}/snapshots.npz",
        history=f"{RUN_2D}/history.csv",
    output:
        strip=report(
            f"{RESULTS}/figures/film-{{dataset}}-{{system}}-{{seed}}.svg",
            caption="../report/film.rst",
            category="Figures",
            subcategory=group_of("film-"),
            labels={"figure": "{dataset} in training, {system}"},
        ),
        animation=report(
            f"{RESULTS}/figures/animation-{{dataset}}-{{system}}-{{seed}}.svg",
            caption="../report/animation.rst",
            category="Figures",
            subcategory=group_of("animation-"),
            labels={"figure": "{dataset} in training, {system}, animated"},
        ),
        rest=multiext(
            f"{RESULTS}/figures/film-{{dataset}}-{{system}}-{{seed}}", ".csv", ".json"
        )
        + multiext(
            f"{RESULTS}/figures/animation-{{dataset}}-{{system}}-{{seed}}",
            ".csv",
            ".json",
        ),
    log:
        f"{RESULTS}/logs/film-{{dataset}}-{{system}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/film-{{dataset}}-{{system}}-{{seed}}.tsv"
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
        "../scripts/film.py"
