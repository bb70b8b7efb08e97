"""What each flaw of a published evaluation is worth: the same system scored with and without it."""

from dataclasses import asdict

import pandas as pd

from poincare.evaluation.variants import switched
from poincare.graphs.splits import hold_outs, split_named
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables.views import Row, Table
from poincare.reporting.words import METRIC_NAMES, TASK_NAMES, number

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
    "metric",
    "with",
    "without",
    "difference",
]
_KEY = ["dataset", "system", "dim", "metric"]


def flaws(results: pd.DataFrame) -> pd.DataFrame:
    """Every flaw that `results` were scored both with and without.

    Variants of protocols, from their name; HyperLex at the distance of the last pair of senses,
    beside the nearest; and held-out pairs that were trained on, beside those that were not.

    Returns
    -------
    The columns of `COLUMNS`: the mean over seeds with the flaw and without it, and the difference
    with − without. `protocol` is the one without the variant's last part.
    """
    parts = [_variants(results), _last_sense(results), _leaks(results)]
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    frame["difference"] = frame["with"] - frame["without"]
    order = {metric: place for some in tables.METRICS.values() for place, metric in enumerate(some)}
    frame = frame.assign(place=frame["metric"].map(order))
    by = ["task", "protocol", "flaw", "dataset", "system", "dim", "place"]
    return frame.sort_values(by, kind="stable", ignore_index=True)[COLUMNS]


def _variants(results: pd.DataFrame) -> pd.DataFrame:
    means = tables.over_seeds_with_variants(results, "reconstruction")
    own = means[means["variant"] != ""]
    apart = [switched(name) for name in own["protocol"]]
    own = own.assign(
        protocol=pd.Series([base for base, _ in apart], index=own.index, dtype=object),
        flaw=pd.Series([switch.flaw for _, switch in apart], index=own.index, dtype=object),
        adds=pd.Series([switch.adds for _, switch in apart], index=own.index, dtype=bool),
        vectors=SAME,
    )
    both = own.merge(means[[*_KEY, "protocol", "value"]], on=[*_KEY, "protocol"])
    both["with"] = both["value_x"].where(both["adds"], both["value_y"])
    both["without"] = both["value_y"].where(both["adds"], both["value_x"])
    return both


def _last_sense(results: pd.DataFrame) -> pd.DataFrame:
    means = tables.over_seeds(results, "lexical_entailment")
    last = means[means["protocol"] == "synset-name-last-sense"].rename(columns={"value": "with"})
    nearest = means[means["protocol"] == "synset-name"].rename(columns={"value": "without"})
    both = last.merge(nearest[[*_KEY, "without"]], on=_KEY)
    flaw = "the distance is that of the last pair of senses, not the nearest"
    return both.assign(flaw=flaw, vectors=SAME)


def _leaks(results: pd.DataFrame) -> pd.DataFrame:
    means = tables.over_seeds(results, "link_prediction")
    means["graph"] = [(split_named(name) or (name, None))[0] for name in means["dataset"]]
    leaks = {name for name, hold_out in hold_outs().items() if hold_out.train == "whole"}
    leaking = means["split"].isin(leaks)
    own = means[leaking].rename(columns={"value": "with"}).drop(columns=["dataset", "protocol"])
    clean = means[~leaking].rename(columns={"value": "without"})
    own["split"] = own["split"].map(_without_leak)
    key = ["graph", "system", "dim", "metric", "base_protocol", "variant", "split", "part"]
    both = own.merge(clean[[*key, "dataset", "protocol", "without"]], on=key)
    return both.assign(flaw="held-out pairs are trained on", vectors=ANOTHER)


def _without_leak(name: str) -> str:
    """The hold-out that draws the same pairs and does not train on them; blank if none does."""
    leak = asdict(hold_outs()[name])
    same = {key: leak[key] for key in ("of", "validation", "test", "seed")}
    return next(
        (
            other.name
            for other in hold_outs().values()
            if other.train == "rest" and same.items() <= asdict(other).items()
        ),
        "",
    )


def flaws_view(frame: pd.DataFrame) -> Table:
    """`flaws` for people: a section per task and protocol."""
    header = (
        "What is flawed", "Dataset", "System", "Vectors", "Metric", "d", "with", "without",
        "with − without",
    )  # fmt: skip
    rows = []
    for (task, protocol), part in frame.groupby(["task", "protocol"], sort=False):
        section = f"{TASK_NAMES[task]}, {protocol}"
        rows.append(Row("section", (section, *[""] * (len(header) - 1))))
        for record in part.to_dict("records"):
            metric = record["metric"]
            cells = (
                *(record[name] for name in ("flaw", "dataset", "system", "vectors")),
                METRIC_NAMES[metric],
                str(int(record["dim"])),
                number(record["with"], metric),
                number(record["without"], metric),
                number(record["difference"], metric, signed=True),
            )
            rows.append(Row("plain", cells))
    return Table(header, tuple(rows), labels=5)
