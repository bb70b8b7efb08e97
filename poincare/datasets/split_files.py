"""The files of a split: its parts, the graph to train on, and the record of both."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from poincare.base.artefacts import write_record
from poincare.graphs.shape import shape
from poincare.graphs.splits import Split


def write_split(
    parts: Split,
    graph: Mapping[str, Any],
    how: str,
    *,
    split: str | Path,
    relations: str | Path,
    record: str | Path,
) -> str:
    """Write the three files of a split; return what it is in one line.

    Parameters
    ----------
    graph : mapping
        Record of the graph that the pairs are held out of.
    how : str
        How they are held out, behind the graph's origin.
    split, relations, record : path
        The files to write.
    """
    train = parts.train
    parts.save(split)
    train.save(relations)
    about = {
        **train.summary(),
        "shape": asdict(shape(train)),
        "origin": f"{graph['dataset']} of {graph['origin']}{how}",
        "licence": graph["licence"],
        "validation": len(parts.validation),
        "test": len(parts.test),
        "split_hash": parts.content_hash,
    }
    write_record(record, about)
    return (
        f"{train.name}: {train.n_pairs} pairs to train on, {len(parts.validation)} for validation, "
        f"{len(parts.test)} for the test, {parts.content_hash}"
    )
