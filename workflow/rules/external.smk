from poincare.embeddings.formats.files import paths


ruleorder: external > train_whole > train


rule external:
    """Use the vectors of another program as a system: the files of a training, without one."""
    input:
        code=code_of("external.py"),
        relations="data/built/graphs/{dataset}.npz",
        vectors=lambda wildcards: paths(PLAN.externals[wildcards.system].file),
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
        system="|".join(PLAN.externals) or "(?!)",
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: 500 + 6 * int(wildcards.dim),
        runtime=10,
    params:
        # A change of what the configuration says of the file re-runs this rule.
        file=lambda wildcards: asdict(PLAN.externals[wildcards.system].file),
    script:
        "../scripts/external.py"
