"""Two sets of results, value by value: what changed by more than the seeds explain.

A value is the mean over the seeds of a metric of one dataset, task, system, dimension and
protocol. With n_b and n_n seeds and sample variances s_b² and s_n², the spread over seeds is

    s² = ((n_b − 1) s_b² + (n_n − 1) s_n²) / (n_b + n_n − 2),

and the value counts as the same if the two means differ by no more than

    t_{1 − α/2; n_b + n_n − 2} · s · √(1/n_b + 1/n_n),

Student's two-sample test at level α; for a single new seed it is the prediction interval of the
base. That supposes that values are spread normally and as far in the new results as in the base.
Seeds are not paired: a changed trainer draws other numbers from the same seed.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from poincare.base.errors import UserError
from poincare.evaluation.labels import labelled
from poincare.evaluation.results import KEYS
from poincare.reporting.audit.rules import Criterion
from poincare.reporting.regression.alike import knows_protocols, unlike
from poincare.reporting.tables import frames as tables

WORSE, MISSING, IMPROVED, ADDED, SAME = (
    "worse", "only in base", "improved", "only in new", "same",
)  # fmt: skip
#: In the order of importance.
VERDICTS = (WORSE, MISSING, IMPROVED, ADDED, SAME)

#: What a verdict rests on.
OWN, BORROWED, FLOOR, BLIND = "its seeds", "other dims", "floor", "no spread"

#: Level of each single judgement: a value that did not change is judged otherwise this often.
ALPHA = 0.01

#: Smaller changes are the same even if seeds agree more closely than that by chance.
FLOORS = {
    "mean_rank": Criterion(relative=0.005),
    "MAP": Criterion(absolute=0.001),
    "spearman": Criterion(absolute=0.001),
}
#: What counts as the same at least if a value's own spread is not known: as in the audit.
WITHOUT_SPREAD = {
    "mean_rank": Criterion(relative=0.2),
    "MAP": Criterion(absolute=0.03),
    "spearman": Criterion(absolute=0.03),
}
#: Least degrees of freedom to judge a value by its own seeds: at one, t is 64 for α = .01.
ENOUGH = 2

VALUE = ["dataset", "task", "protocol", "system", "metric", "dim"]
_SIMILAR = [name for name in VALUE if name != "dim"]
_COST = ["train_cpu_s", "peak_memory_mib"]


@dataclass(frozen=True, eq=False)
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
        What is to be known besides: differences that were allowed, hashes that are not known.
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
        return self.counts[WORSE] == self.counts[MISSING] == 0

    @property
    def chance(self) -> float:
        """How many values with a spread would be called worse on average if nothing had changed."""
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
        Kinds of differences (`poincare.reporting.regression.alike.KINDS`) that are noted, not
        refused.

    Raises
    ------
    UserError
        If either side is empty, has a key twice, a value that is no finite number or a metric
        that is not known, or if data, recipes or protocols differ.
    """
    base, new = _checked(base, "base"), _checked(new, "new")
    found = unlike(labelled(base), labelled(new))
    refused = [one for one in found if one.kind not in allow]
    if refused:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        kinds = " ".join(dict.fromkeys(f"--allow {one.kind}" for one in refused))
        raise UserError(
            f"cannot be compared: {refused[0].what}{more}",
            mend=f"renew the baseline (make baseline), or set them side by side with {kinds}",
        )
    notes = [f"Compared although {one.what}." for one in found]
    for side, results in (("base", base), ("new", new)):
        if not knows_protocols(results):
            notes.append(f"The {side} does not say by which definitions its protocols scored "
                         "(protocol_hash unknown): they are matched by name.")  # fmt: skip
    return Comparison(_judged(_means(base, new), alpha), _cost(base, new), tuple(notes), alpha)


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
    known = {(task, metric) for task, some in tables.METRICS.items() for metric in some}
    for task, metric in results[["task", "metric"]].drop_duplicates().itertuples(index=False):
        if (task, metric) not in known:
            raise UserError(f"it is not known which {metric} of {task} is better", side)
    return results.astype({"dim": int, "seed": int, "value": float})


def _means(base: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and number of seeds of both sides; 0 seeds where it has none."""
    sides = []
    for side, results in (("base", base), ("new", new)):
        means = pd.concat(
            [tables.over_seeds_with_variants(results, task) for task in tables.METRICS]
        )
        named = {"value": side, "sd": f"{side}_sd", "seeds": f"{side}_seeds"}
        sides.append(means.rename(columns=named)[[*VALUE, *named.values()]])
    both = sides[0].merge(sides[1], on=VALUE, how="outer")
    return both.fillna({"base_seeds": 0, "new_seeds": 0}).astype(
        {"base_seeds": int, "new_seeds": int}
    )


def _judged(both: pd.DataFrame, alpha: float) -> pd.DataFrame:
    frame = both.assign(change=both["new"] - both["base"])
    frame["margin"], frame["judged_by"] = _margins(frame, alpha)
    lower = frame["metric"].isin(tables.LOWER_IS_BETTER)
    gain = frame["change"].where(~lower, -frame["change"])
    frame["verdict"] = np.select(
        [both["new"].isna(), both["base"].isna(), gain < -frame["margin"], gain > frame["margin"]],
        [MISSING, ADDED, WORSE, IMPROVED],
        SAME,
    )
    order = frame["verdict"].map({verdict: place for place, verdict in enumerate(VERDICTS)})
    return frame.assign(_order=order).sort_values(["_order", *VALUE], ignore_index=True)[
        [*both.columns, "change", "margin", "judged_by", "verdict"]
    ]


def _margins(frame: pd.DataFrame, alpha: float) -> tuple[pd.Series, pd.Series]:
    """The greatest change that counts as none, and what it rests on."""
    variance, freedom, own = _spread(frame)
    apart = np.sqrt(1 / frame["base_seeds"] + 1 / frame["new_seeds"])
    interval = student.ppf(1 - alpha / 2, freedom) * np.sqrt(variance) * apart
    floor, blind = (
        pd.Series(
            [rules[row.metric].tolerance(row.base) for row in frame.itertuples()], frame.index
        )
        for rules in (FLOORS, WITHOUT_SPREAD)
    )
    # A borrowed spread is a guess, which may widen what counts as the same, not narrow it.
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
    dimensions of the same dataset, task, protocol and system, in proportion to |1 − value|: the
    best value of every metric is 1, and the nearer a value is to it, the less it varies. Where
    those have none either, variance and degrees of freedom are NaN.
    """
    seeds = [(frame[f"{side}_seeds"] - 1).clip(lower=0) for side in ("base", "new")]
    freedom = seeds[0] + seeds[1]
    squares = sum(
        (some * frame[f"{side}_sd"] ** 2).fillna(0)
        for side, some in zip(("base", "new"), seeds, strict=True)
    )
    distance = (1 - frame["base"]).abs()
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
        tables.cost(results).groupby(by)[_COST].mean().add_prefix(f"{side}_")
        for side, results in (("base", base), ("new", new))
    ]
    return sides[0].join(sides[1], how="inner").reset_index()
