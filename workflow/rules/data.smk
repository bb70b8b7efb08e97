from poincare.datasets import sources
from poincare.datasets.own.graph import file_of
from poincare.datasets.registry import DATASETS, WORDNET, graphs_of_synsets
from poincare.graphs.splits import hold_outs


rule wordnet:
    """Find WordNet 3.0, or fetch and unpack it."""
    input:
        code=code_of("wordnet.py"),
    output:
        "data/built/wordnet.json",
    log:
        "data/built/logs/wordnet.log",
    benchmark:
        "data/built/benchmarks/wordnet.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=15,
    params:
        root=lambda wildcards: str(ROOT),
    script:
        "../scripts/wordnet.py"


rule graph:
    """Build a graph and check its counts and content hash."""
    input:
        code=code_of("graph.py"),
        wordnet=lambda wildcards: (
            "data/built/wordnet.json"
            if DATASETS[wildcards.dataset].source == WORDNET
            else []
        ),
    output:
        relations="data/built/graphs/{dataset}.npz",
        direct="data/built/direct/{dataset}.npz",
        record="data/built/graphs/{dataset}.json",
    log:
        "data/built/logs/graph-{dataset}.log",
    benchmark:
        "data/built/benchmarks/graph-{dataset}.tsv"
    wildcard_constraints:
        dataset="|".join(DATASETS),
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        root=lambda wildcards: str(ROOT),
    script:
        "../scripts/graph.py"


rule corpus:
    """Read the glosses of a graph's synsets."""
    input:
        code=code_of("corpus.py"),
        wordnet="data/built/wordnet.json",
        relations="data/built/graphs/{dataset}.npz",
    output:
        corpus="data/built/corpus/{dataset}.npz",
        record="data/built/corpus/{dataset}.json",
    log:
        "data/built/logs/corpus-{dataset}.log",
    benchmark:
        "data/built/benchmarks/corpus-{dataset}.tsv"
    wildcard_constraints:
        dataset="|".join(graphs_of_synsets()),
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    script:
        "../scripts/corpus.py"


if PLAN.own_graphs:

    rule own_graph:
        """Read a graph of the user's own from a file of pairs or an ontology."""
        input:
            code=code_of("own_graph.py"),
            file=lambda wildcards: file_of(PLAN.own_graphs[wildcards.dataset]),
        output:
            relations="data/built/graphs/{dataset}.npz",
            direct="data/built/direct/{dataset}.npz",
            record="data/built/graphs/{dataset}.json",
        log:
            "data/built/logs/graph-{dataset}.log",
        benchmark:
            "data/built/benchmarks/graph-{dataset}.tsv"
        wildcard_constraints:
            dataset="|".join(PLAN.own_graphs),
        conda:
            "../envs/suite.yaml"
        threads: 1
        resources:
            mem_mb=1500,
            runtime=10,
        params:
            entry=lambda wildcards: dict(PLAN.own_graphs[wildcards.dataset]),
        script:
            "../scripts/own_graph.py"


rule split:
    """Hold out pairs of a graph for link prediction; the rest is a graph to train on."""
    input:
        code=code_of("split.py"),
        relations="data/built/graphs/{graph}.npz",
        record="data/built/graphs/{graph}.json",
    output:
        split="data/built/splits/{graph}-{hold_out}.npz",
        relations="data/built/graphs/{graph}-{hold_out}.npz",
        record="data/built/graphs/{graph}-{hold_out}.json",
    log:
        "data/built/logs/split-{graph}-{hold_out}.log",
    benchmark:
        "data/built/benchmarks/split-{graph}-{hold_out}.tsv"
    wildcard_constraints:
        graph=GRAPH_NAMES,
        hold_out="|".join(hold_outs()),
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        root=lambda wildcards: str(ROOT),
        # A changed hold-out re-runs its own splits only.
        hold_out=lambda wildcards: asdict(hold_outs()[wildcards.hold_out]),
    script:
        "../scripts/split.py"


if PLAN.own_splits:

    rule given_split:
        """Hold out the pairs of the user's own files."""
        input:
            unpack(lambda wildcards: PLAN.own_splits[wildcards.dataset]),
            code=code_of("given_split.py"),
            relations=whole_graph,
            record=of_whole_graph("data/built/graphs/{dataset}.json"),
        output:
            split="data/built/splits/{dataset}.npz",
            relations="data/built/graphs/{dataset}.npz",
            record="data/built/graphs/{dataset}.json",
        log:
            "data/built/logs/split-{dataset}.log",
        benchmark:
            "data/built/benchmarks/split-{dataset}.tsv"
        wildcard_constraints:
            dataset="|".join(PLAN.own_splits),
        conda:
            "../envs/suite.yaml"
        threads: 1
        resources:
            mem_mb=500,
            runtime=5,
        script:
            "../scripts/given_split.py"


rule hyperlex:
    """Read HyperLex and look its words up in WordNet, or record that it is missing."""
    input:
        code=code_of("hyperlex.py"),
        wordnet="data/built/wordnet.json",
    output:
        pairs="data/built/hyperlex/pairs.csv",
        senses="data/built/hyperlex/senses.json",
        verb_pairs="data/built/hyperlex/verb_pairs.csv",
        verb_senses="data/built/hyperlex/verb_senses.json",
        record="data/built/hyperlex/record.json",
    log:
        "data/built/logs/hyperlex.log",
    benchmark:
        "data/built/benchmarks/hyperlex.tsv"
    conda:
        "../envs/suite.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        root=lambda wildcards: str(ROOT),
        strict=config["strict"],
        # A file supplied or mended later re-runs this rule.
        found=sources.fingerprint("hyperlex", ROOT),
    script:
        "../scripts/hyperlex.py"
