"""Two sets of results, value by value: which changes exceed the spread over seeds.

A value is the mean over the seeds of a metric of one dataset, task, system, dimension and
protocol. With n_b and n_n seeds and sample variances s_b² and s_n², the spread over seeds is

    s² = ((n_b − 1) s_b² + (n_n − 1) s_n²) / (n_b + n_n − 2),

and the value counts as the same if the two means differ by no more than

    t_{1 − α/2; n_b + n_n − 2} · s · √(1/n_b + 1/n_n),

Student's two-sample test at level α; for a single new seed it is the prediction interval of the
base. The test assumes normal values with the same spread on both sides. Seeds are not paired,
since a changed trainer draws other numbers from the same seed.

Two tolerances of each metric (`poincare.evaluation.metrics`) bound the margin from below: `noise`,
for seeds that agree by chance, and `without_spread`, where a value's own spread is not known.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from poincare.base.errors import UserError
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.results import KEYS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.regression.alike import knows_protocols, unlike
from poincare.reporting.tables.frames import cost, over_seeds_with_variants

WORSE, LOST, IMPROVED, ADDED, SAME = (
    "worse", "only in base", "improved", "only in new", "same",
)  # fmt: skip
#: Most important first.
VERDICTS = (WORSE, LOST, IMPROVED, ADDED, SAME)

#: The basis of a verdict.
OWN, BORROWED, FLOOR, BLIND = "its seeds", "other dims", "floor", "no spread"

#: Level of each single test: the share of unchanged values that are called changed.
ALPHA = 0.01

#: Least degrees of freedom to judge a value by its own seeds: at one, t is 64 for α = .01.
ENOUGH = 2

VALUE = ["dataset", "task", "protocol", "system", "metric", "dim"]
_SIMILAR = [name for name in VALUE if name != "dim"]
_COST = ["train_cpu_s", "peak_memory_mib"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """Every value of either side with its verdict.

    Attributes
    ----------
    values : pandas.DataFrame
        A row per value, worse ones first: the columns of `VALUE`, base, base_sd, base_seeds, new,
        new_sd, new_seeds, change (new − base), margin (the greatest change that counts as none),
        judged_by (its seeds, other dims, floor or no spread) and verdict. What one side lacks is
        NaN.
    cost : pandas.DataFrame
        For information, per dataset, system and dim on both sides: means over seeds of the CPU
        time of the training and of the peak memory, as base_… and new_….
    notes : tuple of str
        Differences that were allowed, and unknown hashes.
    alpha : float
    """

    values: pd.DataFrame
    cost: pd.DataFrame
    notes: tuple[str, ...]
    alpha: float

    @property
    def counts(self) -> dict[str, int]:
        """Values by verdict, in the order of `VERDICTS`."""
        found = self.values["verdict"].value_counts()
        return {verdict: int(found.get(verdict, 0)) for verdict in VERDICTS}

    @property
    def passed(self) -> bool:
        """Whether nothing is worse and nothing of the base is missing."""
        return self.counts[WORSE] == self.counts[LOST] == 0

    @property
    def chance(self) -> float:
        """Expected number of unchanged values that are called worse."""
        return self.alpha / 2 * int(self.values["judged_by"].isin([OWN, BORROWED, FLOOR]).sum())


def compare(
    base: pd.DataFrame, new: pd.DataFrame, alpha: float = ALPHA, allow: Collection[str] = ()
) -> Comparison:
    """Judge `new` against `base`; both are tidy results, as `read_results` gives them.

    Parameters
    ----------
    alpha : float
        Level of each single judgement, two-sided.
    allow : collection of str
        Kinds of differences (`poincare.reporting.regression.alike.KINDS`) that become notes
        instead of errors.

    Raises
    ------
    UserError
        If either side is empty, has a key twice, a value that is not finite or an unknown
        metric, or if data, recipes or protocols differ.
    """
    base, new = _checked(base, "base"), _checked(new, "new")
    found = unlike(base, new)
    refused = [one for one in found if one.kind not in allow]
    if refused:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        kinds = " ".join(dict.fromkeys(f"--allow {one.kind}" for one in refused))
        raise UserError(
            f"cannot be compared: {refused[0].what}{more}",
            mend=f"renew the baseline (make baseline), or compare all the same with {kinds}",
        )
    notes = [f"Compared although {one.what}." for one in found]
    for side, results in (("base", base), ("new", new)):
        if not knows_protocols(results):
            notes.append(f"The {side} has no hashes of its protocols; they are matched by name.")
    return Comparison(
        values=_judged(_means(base, new), alpha),
        cost=_cost(base, new),
        notes=tuple(notes),
        alpha=alpha,
    )


def _checked(results: pd.DataFrame, side: str) -> pd.DataFrame:
    if results.empty:
        raise UserError("there are no results", side)
    for column in ("dim", "seed", "value"):
        finite = np.isfinite(pd.to_numeric(results[column], errors="coerce"))
        if not finite.all():
            first = results[~finite].iloc[0]
            key = ", ".join(str(first[name]) for name in KEYS)
            raise UserError(f"the {column} of {key} is not a number", side)
    twice = results.duplicated(KEYS)
    if twice.any():
        key = ", ".join(map(str, results.loc[twice, KEYS].iloc[0]))
        raise UserError(f"two results for {key}", side)
    known = {(task.name, metric.name) for task in TASKS.values() for metric in task.metrics}
    for task, metric in results[["task", "metric"]].drop_duplicates().itertuples(index=False):
        if (task, metric) not in known:
            raise UserError(f"unknown metric {metric} of {task}", side)
    return results.astype({"dim": int, "seed": int, "value": float})


def _means(base: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and number of seeds of both sides; 0 seeds for a missing value."""
    sides = []
    for side, results in (("base", base), ("new", new)):
        means = pd.concat([over_seeds_with_variants(results, task) for task in TASKS])
        named = {"value": side, "sd": f"{side}_sd", "seeds": f"{side}_seeds"}
        sides.append(means[[*VALUE, *named]].rename(columns=named))
    both = sides[0].merge(sides[1], on=VALUE, how="outer")
    return both.fillna({"base_seeds": 0, "new_seeds": 0}).astype(
        {"base_seeds": int, "new_seeds": int}
    )


def _judged(both: pd.DataFrame, alpha: float) -> pd.DataFrame:
    frame = both.assign(change=both["new"] - both["base"])
    frame["margin"], frame["judged_by"] = _margins(frame, alpha)
    gain = frame["change"] * [METRICS[name].gain(1.0) for name in frame["metric"]]
    frame["verdict"] = np.select(
        [both["new"].isna(), both["base"].isna(), gain < -frame["margin"], gain > frame["margin"]],
        [LOST, ADDED, WORSE, IMPROVED],
        SAME,
    )
    order = frame["verdict"].map({verdict: place for place, verdict in enumerate(VERDICTS)})
    return frame.assign(_order=order).sort_values(["_order", *VALUE], ignore_index=True)[
        [*both.columns, "change", "margin", "judged_by", "verdict"]
    ]


def _margins(frame: pd.DataFrame, alpha: float) -> tuple[pd.Series, pd.Series]:
    """The greatest change that counts as none, and its basis."""
    variance, freedom, own = _spread(frame)
    apart = np.sqrt(1 / frame["base_seeds"] + 1 / frame["new_seeds"])
    interval = student.ppf(1 - alpha / 2, freedom) * np.sqrt(variance) * apart
    floor, blind = (
        pd.Series(
            [
                getattr(METRICS[row.metric], rule).around(row.base)
                for row in frame[["metric", "base"]].itertuples()
            ],
            frame.index,
        )
        for rule in ("noise", "without_spread")
    )
    # A borrowed spread is a guess: it may widen the margin, not narrow it.
    guess = ~(own & freedom.notna())
    margin = interval.clip(lower=floor).where(~guess, np.fmax(interval, blind))
    judged_by = np.select(
        [guess & ~(interval > blind), guess, interval < floor], [BLIND, BORROWED, FLOOR], OWN
    )
    both = frame["change"].notna()
    return margin.where(both), pd.Series(judged_by, frame.index).where(both, "")


def _spread(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Variance over seeds, its degrees of freedom, and whether it is that of the value's own seeds.

    Where a value has less than `ENOUGH` degrees of freedom, the spread is pooled over the
    dimensions of the same dataset, task, protocol and system, in proportion to the distance
    from the metric's best value: the nearer a value is to it, the less it varies. Where
    those have none either, variance and degrees of freedom are NaN.
    """
    seeds = [(frame[f"{side}_seeds"] - 1).clip(lower=0) for side in ("base", "new")]
    freedom = seeds[0] + seeds[1]
    squares = sum(
        (some * frame[f"{side}_sd"] ** 2).fillna(0)
        for side, some in zip(("base", "new"), seeds, strict=True)
    )
    distance = (frame["base"] - [METRICS[name].perfect for name in frame["metric"]]).abs()
    pooled = pd.DataFrame({"squares": squares / distance**2, "freedom": freedom})
    pooled = pooled.where(distance > 0, 0)
    pooled = pooled.groupby([frame[name] for name in _SIMILAR]).transform("sum")
    own = (freedom >= ENOUGH) | (pooled["freedom"] <= freedom)
    squares = squares.where(own, pooled["squares"] * distance**2)
    freedom = freedom.where(own, pooled["freedom"])
    freedom = freedom.where(freedom > 0)
    return squares / freedom, freedom, own


def _cost(base: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    by = ["dataset", "system", "dim"]
    sides = [
        cost(results).groupby(by)[_COST].mean().add_prefix(f"{side}_")
        for side, results in (("base", base), ("new", new))
    ]
    return sides[0].join(sides[1], how="inner").reset_index()
