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
    # Before any further training, so that results come as early as they can.
    priority: 10000
    conda:
        "../envs/suite.yaml"
    threads: config["threads"]["rank"]
    resources:
        mem_mb=lambda wildcards, threads: 500 + 200 * threads + 4 * int(wildcards.dim),
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


rule reconstruction:
    """Mean rank and MAP under each protocol, from the stored ranks."""
    input:
        code=code_of("reconstruction.py"),
        relations=whole_graph,
        ranks=f"{RUN}/ranks.npz",
        ranks_undirected=only_if_scored(
            "both_directions", f"{RUN}/ranks_undirected.npz"
        ),
        ranks_closure=only_if_scored("closure", f"{RUN}/ranks_closure.npz"),
        closure=only_if_scored("closure", "data/built/graphs/nouns.npz"),
        training=f"{RUN}/training.json",
        ranking=f"{RUN}/ranking.json",
        ranking_undirected=only_if_scored(
            "both_directions", f"{RUN}/ranking_undirected.json"
        ),
        ranking_closure=only_if_scored("closure", f"{RUN}/ranking_closure.json"),
    output:
        f"{RUN}/reconstruction.csv",
    log:
        f"{RUN}/logs/reconstruction.log",
    benchmark:
        f"{RUN}/benchmarks/reconstruction.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=600,
        runtime=5,
    params:
        protocols=lambda wildcards: protocols_of(
            config, "reconstruction", wildcards.dataset
        ),
    script:
        "../scripts/reconstruction.py"


rule link_prediction:
    """Mean rank and MAP of the held-out pairs under each protocol, from the stored ranks."""
    input:
        code=code_of("link_prediction.py"),
        split="data/built/splits/{dataset}.npz",
        ranks=f"{RUN}/ranks.npz",
        training=f"{RUN}/training.json",
        ranking=f"{RUN}/ranking.json",
    output:
        f"{RUN}/link_prediction.csv",
    log:
        f"{RUN}/logs/link_prediction.log",
    benchmark:
        f"{RUN}/benchmarks/link_prediction.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=600,
        runtime=5,
    params:
        protocols=lambda wildcards: protocols_of(
            config, "link_prediction", wildcards.dataset
        ),
    script:
        "../scripts/link_prediction.py"


rule lexical_entailment:
    """Spearman correlation with HyperLex under each look-up of senses."""
    input:
        code=code_of("lexical_entailment.py"),
        embedding=f"{RUN}/embedding.npz",
        training=f"{RUN}/training.json",
        pairs="data/built/hyperlex/pairs.csv",
        senses="data/built/hyperlex/senses.json",
        record="data/built/hyperlex/record.json",
    output:
        rows=f"{RUN}/lexical_entailment.csv",
        pairs=f"{RUN}/lexical_entailment_pairs.csv",
    log:
        f"{RUN}/logs/lexical_entailment.log",
    benchmark:
        f"{RUN}/benchmarks/lexical_entailment.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: 500 + 2 * int(wildcards.dim),
        runtime=5,
    params:
        lookups=config["lexical_entailment"]["lookups"],
    script:
        "../scripts/lexical_entailment.py"
