"""Quality over time: mean rank and MAP of every snapshot of a training.

A published value may be that of the last epoch or the best one over epochs. The logs of
facebookresearch/poincare-embeddings end with the best mean rank and the best MAP, each with an
epoch of its own. So every frame has both readings: its own values, and the best ones until then.
"""

import numpy as np
import pandas as pd

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.protocols import Protocol
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

#: Metrics of a frame.
SCORED = ("mean_rank", "MAP")


def quality(
    snapshots: Snapshots,
    final: Embedding,
    relations: Relations,
    history: pd.DataFrame,
    protocol: Protocol,
    threads: int = 1,
) -> pd.DataFrame:
    """Rank every frame exactly, each as if the training had ended there.

    Parameters
    ----------
    final : Embedding
        What the training ended with.
    relations : Relations
        The graph trained on.
    history : DataFrame
        Of the training, a row per epoch.
    threads : int
        Those of each ranking.

    Returns
    -------
    DataFrame
        A row per frame: epoch, cpu_s (of the training until then), loss, n_active, mean_rank, MAP,
        and best_mean_rank and best_MAP, the best values of the frames until then. The start has no
        loss, and a frame in which not all nodes are in play no ranks.

    Raises
    ------
    UserError
        If the history lacks an epoch of the snapshots.
    """
    of_epoch = history.set_index("epoch")
    absent = set(snapshots.epochs.tolist()) - {0, *of_epoch.index}
    if absent:
        raise UserError(f"the history has no epoch {min(absent)}, of which there is a snapshot")
    rows = []
    for frame, epoch in enumerate(snapshots.epochs.tolist()):
        cost = of_epoch.loc[epoch] if epoch else {"cpu_s": 0.0, "loss": np.nan}
        present = int(snapshots.in_play(frame).sum())
        row = {"epoch": epoch, "cpu_s": cost["cpu_s"], "loss": cost["loss"], "n_active": present}
        if present == relations.n_nodes:
            ranks = rank(snapshots.embedding(frame, final), relations, threads)
            row |= {score.metric: score.value for score in scores(ranks, relations, protocol)}
        rows.append(row)
    columns = ["epoch", "cpu_s", "loss", "n_active", *SCORED]
    frames = pd.DataFrame(rows, columns=columns)
    return frames.assign(**{best(name): _best_until(frames[name]) for name in SCORED})


def best(metric: str) -> str:
    """The column of a metric's best value over the frames until then."""
    return f"best_{metric}"


def _best_until(values: pd.Series) -> pd.Series:
    return values.cummax() if METRICS[str(values.name)].increasing else values.cummin()
