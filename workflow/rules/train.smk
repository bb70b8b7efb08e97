from poincare.training import trainers


rule train:
    """Train one system on one graph; it resumes from its checkpoint if it was stopped."""
    input:
        code=lambda wildcards: code_of(
            "train.py", trainers.source_of(PLAN.recipes[wildcards.system].trainer)
        ),
        relations="data/built/graphs/{dataset}.npz",
        recipe=str(RECIPES / "{system}.yaml"),
        # Only strict runs wait for it, to fail before any training.
        hyperlex=(
            ancient("data/built/hyperlex/record.json")
            if config["strict"] and PLAN.scores_hyperlex
            else []
        ),
    output:
        embedding=f"{RUN}/embedding.npz",
        history=f"{RUN}/history.csv",
        snapshots=f"{RUN}/snapshots.npz",
        record=f"{RUN}/training.json",
    log:
        f"{RUN}/logs/train.log",
    benchmark:
        f"{RUN}/benchmarks/train.tsv"
    # The longest trainings first, so that they do not run on alone.
    priority: lambda wildcards: int(wildcards.dim)
    conda:
        "../envs/suite.yaml"
    threads: config["threads"]["train"]
    resources:
        mem_mb=lambda wildcards: 500 + 6 * int(wildcards.dim),
        runtime=60,
    params:
        checkpoint=lambda wildcards, output: f"{output.embedding}.checkpoint",
        frames=lambda wildcards: PLAN.frames(wildcards.dataset),
    script:
        "../scripts/train.py"


rule train_whole:
    """For a split that trains on all pairs of its graph: the training of the graph, the same bits."""
    input:
        code=code_of("train_whole.py"),
        relations="data/built/graphs/{dataset}.npz",
        embedding=of_whole_graph(f"{RUN}/embedding.npz"),
        history=of_whole_graph(f"{RUN}/history.csv"),
        record=of_whole_graph(f"{RUN}/training.json"),
    output:
        embedding=f"{RUN}/embedding.npz",
        history=f"{RUN}/history.csv",
        record=f"{RUN}/training.json",
    log:
        f"{RUN}/logs/train_whole.log",
    benchmark:
        f"{RUN}/benchmarks/train_whole.tsv"
    wildcard_constraints:
        # Without any, a pattern that nothing matches.
        dataset="|".join({run.dataset for run in PLAN.copied}) or "(?!)",
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: 500 + 6 * int(wildcards.dim),
        runtime=10,
    script:
        "../scripts/train_whole.py"
