"""Hold out pairs of a graph for link prediction."""

from dataclasses import asdict

from poincare.base.artefacts import read_record, write_record
from poincare.base.console import logged
from poincare.graphs.relations import Relations
from poincare.graphs.shape import shape
from poincare.graphs.splits import HoldOut, split

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    hold_out = HoldOut(**snakemake.params.hold_out)
    parts = split(relations, hold_out)
    parts.save(snakemake.output.split)
    parts.train.save(snakemake.output.relations)
    graph = read_record(snakemake.input.record)
    record = {
        **parts.train.summary(),
        "shape": asdict(shape(parts.train)),
        "origin": f"{relations.name} of {graph['origin']}: {hold_out.title}; seed {hold_out.seed}",
        "licence": graph["licence"],
        "validation": len(parts.validation),
        "test": len(parts.test),
        "split_hash": parts.content_hash,
    }
    write_record(snakemake.output.record, record)
    logger.info(
        "%(dataset)s: %(pairs)s pairs to train on, %(validation)s for validation, "
        "%(test)s for the test, %(split_hash)s",
        record,
    )
