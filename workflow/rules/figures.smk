rule distance_map:
    """The Poincaré distance from a node to every point of the disc."""
    input:
        code=code_of("distance_map.py"),
        relations="data/built/graphs/{dataset}.npz",
        embedding=f"{RUN_2D}/embedding.npz",
    output:
        report(
            f"{RESULTS}/figures/distance_map-{{dataset}}-{{system}}-{{seed}}.svg",
            caption="../report/distance_map.rst",
            category="Figures",
            subcategory=group_of("distance_map-"),
            labels={
                "figure": "distance from a node, {dataset} in two dimensions, {system}"
            },
        ),
        multiext(
            f"{RESULTS}/figures/distance_map-{{dataset}}-{{system}}-{{seed}}",
            ".csv",
            ".json",
        ),
    log:
        f"{RESULTS}/logs/distance_map-{{dataset}}-{{system}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/distance_map-{{dataset}}-{{system}}-{{seed}}.tsv"
    wildcard_constraints:
        dataset=GRAPH_NAMES,
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        node=lambda wildcards: node_asked(config, wildcards.dataset, wildcards.system),
    script:
        "../scripts/distance_map.py"


rule norm_depth:
    """Distance from the origin by depth in the hierarchy."""
    input:
        code=code_of("norm_depth.py"),
        relations="data/built/graphs/{dataset}.npz",
        embeddings=panels_of_depth,
    output:
        report(
            f"{RESULTS}/figures/norm_depth-{{dataset}}-{{system}}-{{seed}}.svg",
            caption="../report/norm_depth.rst",
            category="Figures",
            subcategory=group_of("norm_depth-"),
            labels={
                "figure": "distance from the origin by depth, {dataset}, {system}"
            },
        ),
        multiext(
            f"{RESULTS}/figures/norm_depth-{{dataset}}-{{system}}-{{seed}}",
            ".csv",
            ".json",
        ),
    log:
        f"{RESULTS}/logs/norm_depth-{{dataset}}-{{system}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/norm_depth-{{dataset}}-{{system}}-{{seed}}.tsv"
    wildcard_constraints:
        dataset=GRAPH_NAMES,
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    script:
        "../scripts/norm_depth.py"


rule errors:
    """Where the errors are: ranks by depth, by parents and by descendants."""
    input:
        code=code_of("errors.py"),
        relations="data/built/graphs/{dataset}.npz",
        ranks=f"{RUN}/ranks.npz",
    output:
        report(
            f"{RESULTS}/figures/errors-{{dataset}}-{{system}}-{{dim}}-{{seed}}.svg",
            caption="../report/errors.rst",
            category="Figures",
            subcategory=group_of("errors-"),
            labels={"figure": "where the errors are, {dataset}, {system}, d = {dim}"},
        ),
        multiext(
            f"{RESULTS}/figures/errors-{{dataset}}-{{system}}-{{dim}}-{{seed}}",
            ".csv",
            ".json",
        ),
    log:
        f"{RESULTS}/logs/errors-{{dataset}}-{{system}}-{{dim}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/errors-{{dataset}}-{{system}}-{{dim}}-{{seed}}.tsv"
    wildcard_constraints:
        dataset=GRAPH_NAMES,
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=5,
    script:
        "../scripts/errors.py"


rule l2_effect:
    """The same recipe of gensim's without and with its L2 penalty."""
    input:
        code=code_of("l2_effect.py"),
        relations="data/built/graphs/{dataset}.npz",
        without=f"{RUN_2D}/embedding.npz".replace("{system}", L2_PAIR[0]),
        penalised=f"{RUN_2D}/embedding.npz".replace("{system}", L2_PAIR[1]),
    output:
        report(
            f"{RESULTS}/figures/l2_effect-{{dataset}}-{{seed}}.svg",
            caption="../report/l2_effect.rst",
            category="Figures",
            subcategory=group_of("l2_effect-"),
            labels={"figure": "gensim's L2 penalty, {dataset} in two dimensions"},
        ),
        multiext(f"{RESULTS}/figures/l2_effect-{{dataset}}-{{seed}}", ".csv", ".json"),
    log:
        f"{RESULTS}/logs/l2_effect-{{dataset}}-{{seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/l2_effect-{{dataset}}-{{seed}}.tsv"
    wildcard_constraints:
        dataset=GRAPH_NAMES,
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/l2_effect.py"


rule cost_over_dims:
    """CPU time and memory over dims."""
    input:
        code=code_of("cost_over_dims.py"),
        results=f"{RESULTS}/results.csv",
    output:
        report(
            f"{RESULTS}/figures/cost_over_dims.svg",
            caption="../report/cost_over_dims.rst",
            category="Figures",
            subcategory=group_of("cost_over_dims"),
            labels={"figure": "cost over dims"},
        ),
        multiext(f"{RESULTS}/figures/cost_over_dims", ".csv", ".json"),
    log:
        f"{RESULTS}/logs/cost_over_dims.log",
    benchmark:
        f"{RESULTS}/benchmarks/cost_over_dims.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    script:
        "../scripts/cost_over_dims.py"
