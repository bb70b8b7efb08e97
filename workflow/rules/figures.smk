from poincare.reporting.figures.registry import figure_named, source_of
from poincare.reporting.figures.runs import FRAME_PROTOCOL


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
        protocol=FRAME_PROTOCOL,
    script:
        "../scripts/quality.py"


rule figure:
    """Draw one figure, with its data and its words."""
    input:
        unpack(lambda wildcards: PLAN.drawing(**wildcards).inputs),
        code=lambda wildcards: code_of("figure.py", source_of(wildcards.figure)),
    output:
        report(
            f"{RESULTS}/figures/{{figure}}{{target}}.svg",
            caption="../report/figure.rst",
            category="Figures",
            subcategory=lambda wildcards: figure_named(wildcards.figure).group,
            labels=lambda wildcards: {"figure": PLAN.words(**wildcards).label},
        ),
        multiext(f"{RESULTS}/figures/{{figure}}{{target}}", ".csv", ".json"),
    log:
        f"{RESULTS}/logs/{{figure}}{{target}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{figure}}{{target}}.tsv"
    wildcard_constraints:
        figure="[a-z0-9_]+",
        target="(-[a-z0-9-]+)?",
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: figure_named(wildcards.figure).mem_mb,
        runtime=5,
    params:
        subject=lambda wildcards: PLAN.drawing(**wildcards).subject,
        settings=lambda wildcards: PLAN.drawing(**wildcards).settings,
        caption=lambda wildcards: PLAN.words(**wildcards).caption,
    script:
        "../scripts/figure.py"
