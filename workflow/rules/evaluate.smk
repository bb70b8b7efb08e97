from poincare.evaluation.tasks import TASKS

# Above the priority of any training, so that results come as early as they can.
BEFORE_TRAINING = 1000000


rule rank:
    """Rank all positives of all nodes, exactly."""
    input:
        code=code_of("rank.py"),
        relations=whole_graph,
        embedding=f"{RUN}/embedding.npz",
    output:
        ranks=f"{RUN}/ranks.npz",
        record=f"{RUN}/ranking.json",
    log:
        f"{RUN}/logs/rank.log",
    benchmark:
        f"{RUN}/benchmarks/rank.tsv"
    priority: BEFORE_TRAINING
    conda:
        "../envs/suite.yaml"
    threads: config["threads"]["rank"]
    resources:
        mem_mb=lambda wildcards: PLAN.ranking_mb(**wildcards),
        runtime=20,
    params:
        undirected=False,
    script:
        "../scripts/rank.py"


use rule rank as rank_undirected with:
    output:
        ranks=f"{RUN}/ranks_undirected.npz",
        record=f"{RUN}/ranking_undirected.json",
    log:
        f"{RUN}/logs/rank_undirected.log",
    benchmark:
        f"{RUN}/benchmarks/rank_undirected.tsv"
    params:
        undirected=True,


use rule rank as rank_closure with:
    input:
        code=code_of("rank.py"),
        relations="data/built/graphs/nouns.npz",
        embedding=f"{RUN}/embedding.npz",
    output:
        ranks=f"{RUN}/ranks_closure.npz",
        record=f"{RUN}/ranking_closure.json",
    log:
        f"{RUN}/logs/rank_closure.log",
    benchmark:
        f"{RUN}/benchmarks/rank_closure.tsv"


rule score:
    """The scores of a run on a task, from its stored ranks or its vectors."""
    input:
        unpack(lambda wildcards: PLAN.score_inputs(wildcards.task, wildcards.dataset)),
        code=code_of("score.py"),
    output:
        f"{RUN}/{{task}}.csv",
    log:
        f"{RUN}/logs/{{task}}.log",
    benchmark:
        f"{RUN}/benchmarks/{{task}}.tsv"
    wildcard_constraints:
        task="|".join(TASKS),
    priority: BEFORE_TRAINING
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: 600 + 2 * int(wildcards.dim),
        runtime=5,
    params:
        names=lambda wildcards: PLAN.scored_by(wildcards.task, wildcards.dataset),
    script:
        "../scripts/score.py"


rule controls:
    """The scores of a dataset where nothing was learned."""
    input:
        unpack(lambda wildcards: PLAN.control_inputs(wildcards.dataset)),
        code=code_of("controls.py"),
    output:
        f"{RESULTS}/controls/{{dataset}}.csv",
    log:
        f"{RESULTS}/controls/logs/{{dataset}}.log",
    benchmark:
        f"{RESULTS}/controls/benchmarks/{{dataset}}.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        asked=lambda wildcards: PLAN.scored_by_task(wildcards.dataset),
    script:
        "../scripts/controls.py"
