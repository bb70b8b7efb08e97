"""Train one system on one graph in one dimension with one seed."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.provenance import measured, today
from poincare.base.storage import write_json, write_text
from poincare.graphs.relations import Relations
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import Frames, train

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    recipe = read_recipe(snakemake.input.recipe)
    checkpoint = Path(snakemake.params.checkpoint)
    run = Run(
        dim=int(snakemake.wildcards.dim),
        seed=int(snakemake.wildcards.seed),
        threads=snakemake.threads,
    )
    label = f"{relations.name} {recipe.name} d={run.dim} seed={run.seed}"
    with measured() as cost:
        trained = train(
            relations,
            recipe,
            run,
            keep=Frames(snakemake.params.frames),
            checkpoint=checkpoint,
            say=lambda line: logger.info("%s: %s", label, line),
        )
    embedding, history = trained.embedding, trained.history
    embedding.save(snakemake.output.embedding)
    trained.snapshots.save(snakemake.output.snapshots)
    write_text(snakemake.output.history, history.to_csv(index=False))
    record = {
        **embedding.provenance,
        "embedding_hash": embedding.content_hash,
        "train_cpu_s": history["cpu_s"].iloc[-1],
        "train_wall_s": history["wall_s"].iloc[-1],
        "peak_memory_mib": cost.peak_memory_mib,
        "date": today(),
    }
    write_json(snakemake.output.record, record)
    checkpoint.unlink(missing_ok=True)
