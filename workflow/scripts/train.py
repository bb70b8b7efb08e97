"""Train one system on one graph in one dimension with one seed."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.provenance import measured, today
from poincare.base.storage import write_json, write_text
from poincare.graphs.relations import Relations
from poincare.training.recipe import read_recipe
from poincare.training.session import film

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    recipe = read_recipe(snakemake.input.recipe)
    checkpoint = Path(snakemake.params.checkpoint)
    dim, seed = int(snakemake.wildcards.dim), int(snakemake.wildcards.seed)
    label = f"{relations.name} {recipe.name} d={dim} seed={seed}"
    with measured() as cost:
        embedding, history, snapshots = film(
            relations,
            recipe,
            dim,
            seed,
            snakemake.threads,
            checkpoint,
            lambda line: logger.info("%s: %s", label, line),
            snakemake.params.frames,
        )
    embedding.save(snakemake.output.embedding)
    snapshots.save(snakemake.output.snapshots)
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
