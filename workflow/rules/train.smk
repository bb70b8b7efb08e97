from poincare.training import trainers

# Without any recipe, a pattern that nothing matches.
TRAINED = "|".join(PLAN.recipes) or "(?!)"


rule train:
    """Train one system on one graph; it resumes from its checkpoints if it was stopped."""
    input:
        # What the trainer reads besides the graph.
        unpack(lambda wildcards: PLAN.training_inputs(**wildcards)),
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
    # Results that are there already, of the same training, are kept.
    output:
        embedding=[update(f"{RUN}/embedding.npz")],
        history=[update(f"{RUN}/history.csv")],
        snapshots=[update(f"{RUN}/snapshots.npz")],
        record=[update(f"{RUN}/training.json")],
    log:
        f"{RUN}/logs/train.log",
    benchmark:
        f"{RUN}/benchmarks/train.tsv"
    wildcard_constraints:
        dataset=PLAN.rows.pattern_alone,
        system=TRAINED,
    priority: lambda wildcards: PLAN.rows.priority(**wildcards)
    conda:
        "../envs/suite.yaml"
    threads: config["threads"]["train"]
    resources:
        mem_mb=lambda wildcards: PLAN.training_mb(**wildcards),
        runtime=60,
    params:
        seeds=lambda wildcards: [int(wildcards.seed)],
        frames=lambda wildcards: PLAN.frames(wildcards.dataset),
    script:
        "../scripts/train.py"


use rule train as train_side_by_side with:
    output:
        embedding=[update(file) for file in of_seeds("embedding.npz")],
        history=[update(file) for file in of_seeds("history.csv")],
        snapshots=[update(file) for file in of_seeds("snapshots.npz")],
        record=[update(file) for file in of_seeds("training.json")],
    log:
        f"{ROW}/logs/train.log",
    benchmark:
        f"{ROW}/benchmarks/train.tsv"
    wildcard_constraints:
        dataset=PLAN.rows.pattern_side_by_side,
        system=TRAINED,
    resources:
        mem_mb=lambda wildcards: PLAN.training_mb(
            **wildcards, seeds=len(PLAN.rows.seeds)
        ),
        runtime=60,
    params:
        seeds=PLAN.rows.seeds,
        frames=lambda wildcards: PLAN.frames(wildcards.dataset),


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
