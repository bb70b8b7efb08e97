"""A task's results over dims, next to all published numbers: tidy, one value a row."""

from collections.abc import Sequence

import pandas as pd

from poincare.evaluation.controls import CONTROLS
from poincare.evaluation.results import COUNTS, INTERVAL
from poincare.evaluation.scores import READINGS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.published import Published
from poincare.reporting.tables.frames import BLOCK, KEPT, beside, in_order, over_seeds
from poincare.reporting.tables.worth import is_control

OURS, CONTROL, PUBLISHED, DIFFERENCE = "ours", "control", "published", "difference"
#: The rows that are values of this suite.
OWN = (OURS, KEPT, CONTROL)

#: Blank where it does not apply.
_WORDS = [
    "row", "system", KEPT, "source", "published_system", "published_dataset", "evidence",
    "comparable", "reason", "note", "reading", "doubt",
]  # fmt: skip
COLUMNS = [
    *BLOCK, *_WORDS[:-2], "dim", "value", "sd", *INTERVAL, "seeds", "reading", *READINGS, *COUNTS,
    "doubt",
]  # fmt: skip


def task_table(results: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    """Results of a task and the published numbers of its datasets and protocols.

    Parameters
    ----------
    results : pandas.DataFrame
        Rows of the run and, with the column `KEPT`, kept ones (`poincare.reporting.kept`). Kept
        rows are used where a published number is comparable with them.

    Returns
    -------
    The columns of `COLUMNS`, by dataset, protocol and metric; within these ours, kept results,
    controls, then published numbers from comparable to not comparable. `row` is

    - ``ours``, ``kept`` and ``control``: mean over seeds, with sd, interval, readings and counts;
    - ``published``: the published value;
    - ``difference``: ours − published, where `comparable` is not ``no``.

    `dim` is 0 for what has no dimension.
    """
    ours = over_seeds(results, task)
    theirs = beside(ours, published, task)
    comparable = _blocks(theirs[theirs["comparable"] != "no"])
    ours = ours[(ours[KEPT] == "") | _blocks(ours).isin(comparable)].reset_index(drop=True)
    theirs = theirs[_blocks(theirs).isin(_blocks(ours))].reset_index(drop=True)
    theirs = theirs.assign(dim=theirs["dim"].fillna(0).astype(int))
    ours["row"] = is_control(ours["system"]).map({True: CONTROL, False: OURS})
    ours["row"] = ours["row"].where(ours[KEPT] == "", KEPT)
    own = ours.loc[ours["row"] == OURS, [*BLOCK, "system", "dim", "value", "doubt"]]
    differences = theirs[theirs["comparable"] != "no"].merge(
        own, on=[*BLOCK, "dim"], suffixes=("_theirs", "")
    )
    differences["value"] -= differences["value_theirs"]
    parts = [ours, theirs.assign(row=PUBLISHED), differences.assign(row=DIFFERENCE)]
    long = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    long = long.reindex(columns=[*COLUMNS, "position"])
    long[_WORDS] = long[_WORDS].astype(object).fillna("")
    long = long[long["value"].notna() | (long["row"] == OURS)]
    return _ordered(long, published, task)[COLUMNS].reset_index(drop=True)


def _blocks(frame: pd.DataFrame) -> pd.MultiIndex:
    """Dataset and protocol of every row: what has a table of its own."""
    return pd.MultiIndex.from_frame(frame[["dataset", "protocol"]])


def _ordered(long: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    metrics = [metric.name for metric in TASKS[task].metrics]
    systems = sorted(set(long["system"]) - {"", *CONTROLS})
    named = ["source", "published_system", "published_dataset", "note"]
    position = long.groupby([*BLOCK, *named], dropna=False)["position"].transform("min")
    places = pd.DataFrame(
        {
            "dataset": _place(long["dataset"], in_order(long["dataset"], published, "dataset")),
            "protocol": _place(long["protocol"], in_order(long["protocol"], published, "protocol")),
            "metric": _place(long["metric"], metrics),
            "comparable": _place(long["comparable"], ("", "yes", "limited", "no")),
            "position": position.fillna(-1),
            "control": long["row"] == CONTROL,
            "kept": long["row"] == KEPT,
            "system": _place(long["system"], ("", *systems, *CONTROLS)),
            "dim": long["dim"].mask(long["dim"] == 0),
        }
    )
    return long.loc[places.sort_values(list(places.columns), kind="stable").index]


def _place(names: pd.Series, order: Sequence[str]) -> pd.Series:
    return names.map({name: place for place, name in enumerate(order)})
