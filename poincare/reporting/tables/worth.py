"""Whether a value can count as good: ties, degenerate embeddings, and controls.

An embedding that puts many nodes at one point gives many equal distances, and a reading of ties
decides its value. Such values are shown, with a sentence, and never marked as good.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from poincare.evaluation.controls import CONTROLS
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.words import at_dims, joined, number, plural

#: Greatest share of ties among the comparisons of a value that can count as good.
MOST_TIES = 0.001
TIED, DEGENERATE = "ties", "degenerate"
#: Follows a value that cannot count as good.
MARK = " ‡"

_RUN = ["dataset", "system"]


def doubts(frame: pd.DataFrame) -> pd.Series:
    """Per row ``degenerate``, ``ties`` or blank, from the counts of results.

    Degenerate: one distinct point, or fewer than half as many as nodes. Ties: more than
    `MOST_TIES` of the comparisons. Counts that are missing raise no doubt.
    """
    counts = frame[["n_ties", "n_comparisons", "n_nodes", "n_distinct"]].astype(float)
    degenerate = (counts["n_distinct"] == 1) | (2 * counts["n_distinct"] < counts["n_nodes"])
    tied = counts["n_ties"] > MOST_TIES * counts["n_comparisons"]
    names = np.select([degenerate, tied], [DEGENERATE, TIED], "")
    return pd.Series(names, frame.index, dtype=object)


def is_control(systems: pd.Series) -> pd.Series:
    """Whether each system is a control."""
    return systems.isin(list(CONTROLS))


def remarks(means: pd.DataFrame) -> tuple[str, ...]:
    """Sentences on the values of `frames.over_seeds` that cannot count as good, or look wrong."""
    own = means[~is_control(means["system"])]
    return (*_degenerate(own), *_tied(own), *_impossible(own), *_below_controls(means))


def _degenerate(own: pd.DataFrame) -> Iterator[str]:
    for (dataset, system), part in own[own["doubt"] == DEGENERATE].groupby(_RUN, sort=False):
        fewest = part.loc[part["n_distinct"].idxmin()]
        yield (
            f"{system} on {dataset} at {_dims(part)} is degenerate: "
            f"{plural(int(fewest['n_distinct']), 'distinct point')} for "
            f"{plural(int(fewest['n_nodes']), 'node')} ({MARK.strip()})."
        )


def _tied(own: pd.DataFrame) -> Iterator[str]:
    tied = own[own["n_ties"] > MOST_TIES * own["n_comparisons"]]
    for (dataset, system, protocol), part in tied.groupby([*_RUN, "protocol"], sort=False):
        share = (part["n_ties"] / part["n_comparisons"]).max()
        yield (
            f"{system} on {dataset} under {protocol} at {_dims(part)}: up to {100 * share:.3g} % "
            f"of the comparisons are ties. Above {100 * MOST_TIES:g} %, a value does not count as "
            f"good ({MARK.strip()})."
        )


def _impossible(own: pd.DataFrame) -> Iterator[str]:
    for row in own.itertuples():
        metric = METRICS[row.metric]
        if not np.isnan(row.value) and not metric.lowest <= row.value <= metric.highest:
            yield (
                f"{row.system} on {row.dataset} under {row.protocol} at {at_dims([row.dim])}: "
                f"{metric.in_text} {number(row.value, row.metric)} is outside its possible range."
            )


def _below_controls(means: pd.DataFrame) -> Iterator[str]:
    """Values that are worse than a control of the same dataset, protocol and metric.

    A control that takes the answer from the graph is an upper bound: no value is in doubt for it.
    """
    control = is_control(means["system"])
    bounds = {
        (one.name, metric.name)
        for one in CONTROLS.values()
        for task in one.answers
        for metric in TASKS[task].metrics
    }
    bound = [pair in bounds for pair in zip(means["system"], means["metric"], strict=True)]
    compared = means[control & ~np.array(bound, dtype=bool)]
    key = ["dataset", "protocol", "metric"]
    both = means[~control].merge(compared, on=key, suffixes=("", "_of_control"))
    both = both[both["dim_of_control"].isin([0]) | (both["dim_of_control"] == both["dim"])]
    gain = [
        METRICS[metric].gain(difference)
        for metric, difference in zip(
            both["metric"], both["value"] - both["value_of_control"], strict=True
        )
    ]
    worse = both[np.array(gain, dtype=float) < 0]
    by = [*_RUN, "protocol", "metric"]
    for (dataset, system, protocol, metric), part in worse.groupby(by, sort=False):
        names = joined(part["system_of_control"].unique())
        yield (
            f"{system} on {dataset} under {protocol} at {_dims(part)}: "
            f"{METRICS[metric].in_text} is worse than that of the control {names}."
        )


def _dims(part: pd.DataFrame) -> str:
    return at_dims(sorted(part["dim"].astype(int).unique()))
