"""Train one system on one graph in one dimension, with one seed or several side by side."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.provenance import measured
from poincare.graphs.relations import Relations
from poincare.training.checkpoint import identity
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import Frames, train_side_by_side
from poincare.training.trained import Files, keep, left_to_train
from poincare.training.trainers import read_inputs

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    recipe = read_recipe(snakemake.input.recipe)
    inputs = read_inputs(recipe.trainer, dict(snakemake.input.items()))
    dim, threads = int(snakemake.wildcards.dim), snakemake.threads
    frames = Frames(snakemake.params.frames)
    runs = [Run(dim=dim, seed=seed, threads=threads) for seed in snakemake.params.seeds]
    outputs = snakemake.output
    columns = (outputs.embedding, outputs.history, outputs.snapshots, outputs.record)
    files = [Files(*map(Path, row)) for row in zip(*columns, strict=True)]
    left = left_to_train(relations, recipe, dict(zip(runs, files, strict=True)), frames, inputs)
    seeds = ", ".join(str(run.seed) for run in left)
    label = f"{relations.name} {recipe.name} d={dim} seed={seeds}"
    if left:
        with measured() as cost:
            trained = train_side_by_side(
                relations,
                recipe,
                list(left),
                inputs=inputs,
                keep=frames,
                checkpoints=[of_run.checkpoint for of_run in left.values()],
                say=lambda line: logger.info("%s: %s", label, line),
            )
        for run, of_run, result in zip(left, left.values(), trained, strict=True):
            decided_by = identity(relations, recipe, run, frames.number, inputs)
            keep(result, of_run, decided_by, cost)
