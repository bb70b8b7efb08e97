"""What each flaw of a published evaluation is worth: the same system scored with and without it."""

from dataclasses import asdict

import pandas as pd

from poincare.evaluation.labels import LABEL
from poincare.evaluation.tasks import TASKS
from poincare.evaluation.variants import switched
from poincare.graphs.splits import hold_outs, split_named
from poincare.reporting.tables.frames import KEPT, over_seeds_with_variants
from poincare.reporting.tables.views import Row, Table, section_row, where_trained
from poincare.reporting.words import number, titled

SAME, ANOTHER = "the same", "of another training"
COLUMNS = [
    "task",
    "dataset",
    "system",
    "dim",
    "seeds",
    "protocol",
    "flaw",
    "vectors",
    KEPT,
    "metric",
    "with",
    "without",
    "difference",
]
_RUN = ["task", "dataset", "system", "dim", "metric"]
_SCORED_BY = ["base_protocol", *LABEL[1:]]
_KEY = ["task", "dataset", "system", "dim", "protocol", "flaw", "vectors", "metric"]


def flaws_beside(results: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """`flaws` of the run, and of kept results where the run has none; no row mixes the two."""
    own, others = flaws(results), flaws(kept)
    keys = [pd.MultiIndex.from_frame(part[_KEY]) for part in (own, others)]
    return _ordered(pd.concat([own, others[~keys[1].isin(keys[0])]], ignore_index=True))


def flaws(results: pd.DataFrame) -> pd.DataFrame:
    """Every flaw that `results` were scored both with and without.

    These are variants of protocols; HyperLex at the distance of the last pair of senses instead of
    the nearest; and held-out pairs that were trained on.

    Returns
    -------
    The columns of `COLUMNS`: the mean over seeds with the flaw and without it, and the difference
    with − without. `protocol` is the one without the variant's last part; `kept` says where kept
    results are from.
    """
    every = pd.concat([over_seeds_with_variants(results, task) for task in TASKS])
    published = every[every["variant"] == ""]
    parts = [_variants(every), _last_sense(published), _leaks(published)]
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    frame["difference"] = frame["with"] - frame["without"]
    return _ordered(frame)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    tasks = {name: place for place, name in enumerate(TASKS)}
    metrics = {name: [metric.name for metric in task.metrics] for name, task in TASKS.items()}
    frame = frame.assign(
        first=frame["task"].map(tasks),
        last=[metrics[row.task].index(row.metric) for row in frame.itertuples()],
    )
    by = ["first", "protocol", "flaw", "dataset", "system", "dim", "last"]
    return frame.sort_values(by, kind="stable", ignore_index=True)[COLUMNS]


def _variants(means: pd.DataFrame) -> pd.DataFrame:
    own = means[means["variant"] != ""]
    apart = [switched(variant) for variant in own["variant"]]
    own = own.drop(columns="protocol").assign(
        variant=pd.Series([rest for rest, _ in apart], index=own.index, dtype=object),
        flaw=pd.Series([switch.flaw for _, switch in apart], index=own.index, dtype=object),
        adds=pd.Series([switch.adds for _, switch in apart], index=own.index, dtype=bool),
        vectors=SAME,
    )
    key = [*_RUN, *_SCORED_BY, KEPT]
    both = own.merge(means[[*key, "protocol", "value"]], on=key)
    both["with"] = both["value_x"].where(both["adds"], both["value_y"])
    both["without"] = both["value_y"].where(both["adds"], both["value_x"])
    return both


def _last_sense(means: pd.DataFrame) -> pd.DataFrame:
    last = means[means["base_protocol"] == "synset-name-last-sense"].rename(
        columns={"value": "with"}
    )
    nearest = means[means["base_protocol"] == "synset-name"].rename(columns={"value": "without"})
    both = last.merge(nearest[[*_RUN, KEPT, "without"]], on=[*_RUN, KEPT])
    flaw = "the distance is that of the last pair of senses, not the nearest"
    return both.assign(flaw=flaw, vectors=SAME)


def _leaks(means: pd.DataFrame) -> pd.DataFrame:
    leaks = {name for name, hold_out in hold_outs().items() if hold_out.train == "whole"}
    graphs = [(split_named(name) or (name, None))[0] for name in means["dataset"]]
    means = means.assign(graph=pd.Series(graphs, means.index, dtype=object))
    leaking = means["split"].isin(leaks)
    own = means[leaking].rename(columns={"value": "with"}).drop(columns=["dataset", "protocol"])
    own["split"] = own["split"].map(_without_leak)
    clean = means[~leaking].rename(columns={"value": "without"})
    key = ["task", "graph", "system", "dim", "metric", *_SCORED_BY]
    both = own.merge(clean[[*key, "dataset", "protocol", "without"]], on=key)
    return both.assign(flaw="held-out pairs are trained on", vectors=ANOTHER)


def _without_leak(name: str) -> str:
    """The hold-out that draws the same pairs and does not train on them; blank if none does."""
    drawn = ("of", "validation", "test", "seed")
    leak = asdict(hold_outs()[name])
    return next(
        (
            other.name
            for other in hold_outs().values()
            if other.train != "whole" and all(leak[key] == asdict(other)[key] for key in drawn)
        ),
        "",
    )


def flaws_view(frame: pd.DataFrame) -> Table:
    """`flaws` for people: a section per task and protocol."""
    header = (
        "Flaw", "Dataset", "System", "Vectors", "Trained", "Metric", "d", "with", "without",
        "with − without",
    )  # fmt: skip
    rows = []
    for (task, protocol), part in frame.groupby(["task", "protocol"], sort=False):
        rows.append(section_row(f"{TASKS[task].title}, {protocol}", len(header)))
        for record in part.to_dict("records"):
            metric = record["metric"]
            cells = (
                *(record[name] for name in ("flaw", "dataset", "system", "vectors")),
                where_trained(record[KEPT]),
                titled(metric),
                str(int(record["dim"])),
                number(record["with"], metric),
                number(record["without"], metric),
                number(record["difference"], metric, signed=True),
            )
            rows.append(Row("plain", cells))
    return Table(header, tuple(rows), labels=6)
