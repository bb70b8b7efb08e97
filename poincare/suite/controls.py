"""The controls of a dataset: their rows, from the same data and by the same tasks as all others."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from poincare.base import provenance
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.controls import Control, controls_of
from poincare.evaluation.inputs import Inputs
from poincare.evaluation.tasks import TASKS, score_task
from poincare.graphs.relations import Relations
from poincare.suite.scoring import files_of_data, graphs_of, traits_of


def files_to_control(asked: Mapping[str, Sequence[str]], dataset: str) -> dict[str, str]:
    """The data that the controls of a dataset need: `asked` names protocols by task."""
    files: dict[str, str] = files_of_data({"graph", "direct", "record"}, dataset)
    for name, names in asked.items():
        task = TASKS[name]
        files |= files_of_data(task.needs(task.definitions(names)), dataset)
    return files


def control_rows(
    asked: Mapping[str, Sequence[str]], data: Mapping[str, Any], dataset: str, data_hash: str
) -> pd.DataFrame:
    """Rows of all controls on the tasks of a dataset.

    Parameters
    ----------
    asked : mapping
        Protocols or look-ups by the name of the task.
    data : mapping
        As `poincare.suite.scoring.data_of`, with the direct edges.
    data_hash : str
        Content hash of the dataset, as in the records of its trainings.
    """
    direct: Relations = data["direct"]
    network = traits_of(dataset).network
    known = data["split"].train if network and "split" in data else direct
    parts = []
    for task, names in asked.items():
        for control in controls_of(task, network):
            asked_for = control.scored_by or names
            fitting = [name for name in asked_for if name not in control.without]
            embedding = control.embedding(direct)
            inputs = Inputs(
                embedding=embedding,
                ranked=control.ranked(embedding, known, graphs_of(data)),
                **data,
            )
            parts.append(
                score_task(
                    TASKS[task], inputs, fitting, record(control, embedding, dataset, data_hash)
                )
            )
    return pd.concat(parts, ignore_index=True)


def record(control: Control, embedding: Embedding, dataset: str, data_hash: str) -> dict[str, Any]:
    """A substitute for the record of a training; d = 0 means that a control has no dimension."""
    return {
        "dataset": dataset,
        "data_hash": data_hash,
        "system": control.name,
        "recipe_hash": control.recipe_hash,
        "dim": 0,
        "seed": 0,
        "threads": 1,
        "embedding_hash": embedding.content_hash,
        **provenance.untrained(),
    }
