ruleorder: external > train_whole > train


rule external:
    """Take the vectors of another program for a system; what a training gives, nothing trained."""
    input:
        code=code_of("external.py"),
        relations="data/built/graphs/{dataset}.npz",
        vectors=lambda wildcards: paths(EXTERNALS[wildcards.system].file),
    output:
        embedding=f"{RUN}/embedding.npz",
        history=f"{RUN}/history.csv",
        record=f"{RUN}/training.json",
    log:
        f"{RUN}/logs/external.log",
    benchmark:
        f"{RUN}/benchmarks/external.tsv"
    wildcard_constraints:
        # Without any, a pattern that nothing matches.
        system="|".join(EXTERNALS) or "(?!)",
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: 500 + 6 * int(wildcards.dim),
        runtime=10,
    params:
        # A changed word on the file re-runs this rule.
        file=lambda wildcards: asdict(EXTERNALS[wildcards.system].file),
    script:
        "../scripts/external.py"
