"""The metrics: one entry each, with all that tables, figures and comparisons ask of it.

To add one, add an entry to `METRICS`, name it in the task that has it
(`poincare.evaluation.tasks`), and compute its value there. Nothing else names a metric.
"""

from dataclasses import dataclass

from poincare.evaluation.hyperlex.subsets import EVERY, SUBSETS


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far two values may lie apart and still count as the same.

    Attributes
    ----------
    relative : float
        A part of the value.
    absolute : float
        An amount, added to it.
    """

    relative: float = 0.0
    absolute: float = 0.0

    def around(self, value: float) -> float:
        """Greatest distance from `value` that counts as the same: relative · |value| + absolute."""
        return self.relative * abs(value) + self.absolute


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A quantity that a task reports.

    Attributes
    ----------
    name : str
        As in `results.csv` and `published_numbers.csv`.
    title : str
        In the head of a column.
    in_text : str
        Within a sentence.
    increasing : bool
        Whether greater values are better.
    lowest, highest : float
        Least and greatest possible value; infinite where there is no bound.
    decimals : int
        Digits printed after the point.
    ranked : bool
        Whether it is computed from ranks, so that ties have an optimistic, a realistic and a
        pessimistic reading.
    logarithmic : bool
        Whether figures draw it on a logarithmic axis.
    noise : Tolerance
        Changes up to this are the same in a comparison, however close the seeds agree.
    without_spread : Tolerance
        Changes up to this are the same where no spread over seeds is known.
    counted : str
        What it is a mean over or computed from, in the singular: `n_evaluated` counts them.
    """

    name: str
    title: str
    in_text: str
    increasing: bool
    lowest: float
    highest: float
    decimals: int
    ranked: bool
    logarithmic: bool = False
    noise: Tolerance
    without_spread: Tolerance
    counted: str = "pair"

    @property
    def direction(self) -> str:
        """``higher`` or ``lower``: which is better."""
        return "higher" if self.increasing else "lower"

    @property
    def perfect(self) -> float:
        """The best possible value."""
        return self.highest if self.increasing else self.lowest

    @property
    def resolution(self) -> float:
        """Half a unit of the last printed digit: a smaller difference prints as none."""
        return 0.5 * 10.0**-self.decimals

    def gain(self, difference: float) -> float:
        """A difference, ours minus theirs, with the sign that is positive where ours is better."""
        return difference if self.increasing else -difference


#: Percentages of the pairs that are no basic edges which edge classification trains on.
PERCENTAGES = (0, 10, 25, 50, 90)

_SHARE = {
    "noise": Tolerance(absolute=0.001),
    "without_spread": Tolerance(absolute=0.03),
}

#: By name, in the order of tables.
METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            name="mean_rank",
            title="Mean rank",
            in_text="mean rank",
            increasing=False,
            lowest=1.0,
            highest=float("inf"),
            decimals=2,
            ranked=True,
            logarithmic=True,
            noise=Tolerance(relative=0.005),
            without_spread=Tolerance(relative=0.2),
        ),
        Metric(
            name="MAP",
            title="MAP",
            in_text="MAP",
            increasing=True,
            lowest=0.0,
            highest=1.0,
            decimals=3,
            ranked=True,
            counted="node",
            **_SHARE,
        ),
        Metric(
            name="spearman",
            title="Spearman’s ρ",
            in_text="Spearman’s ρ",
            increasing=True,
            lowest=-1.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            **_SHARE,
        ),
        Metric(
            name="rank_norm_spearman",
            title="ρ of norm and depth",
            in_text="ρ of norm and depth",
            increasing=True,
            lowest=-1.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            counted="node",
            **_SHARE,
        ),
        Metric(
            name="depth_spearman",
            title="ρ of distance and depth",
            in_text="ρ of distance and depth",
            increasing=True,
            lowest=-1.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            counted="node",
            **_SHARE,
        ),
        Metric(
            name="descendants_spearman",
            title="ρ of nearness and descendants",
            in_text="ρ of nearness and descendants",
            increasing=True,
            lowest=-1.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            counted="node",
            **_SHARE,
        ),
        Metric(
            name="nearer_ancestors",
            title="Share of ancestors nearer",
            in_text="the share of ancestors that are nearer",
            increasing=True,
            lowest=0.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            **_SHARE,
        ),
        Metric(
            name="inner_node_auc",
            title="AUC of inner nodes",
            in_text="AUC of inner nodes",
            increasing=True,
            lowest=0.0,
            highest=1.0,
            decimals=3,
            ranked=False,
            counted="node",
            **_SHARE,
        ),
        *(
            Metric(
                name=f"F1_{percentage}pct",
                title=f"F1, {percentage} %",
                in_text=f"F1 with {percentage} % of the other pairs trained on",
                increasing=True,
                lowest=0.0,
                highest=100.0,
                decimals=1,
                ranked=False,
                noise=Tolerance(absolute=0.1),
                without_spread=Tolerance(absolute=3.0),
            )
            for percentage in PERCENTAGES
        ),
        *(
            Metric(
                name=subset.metric,
                title=f"ρ, {subset.title}",
                in_text=f"ρ on HyperLex’s {subset.title}",
                increasing=True,
                lowest=-1.0,
                highest=1.0,
                decimals=3,
                ranked=False,
                **_SHARE,
            )
            for subset in SUBSETS
            if subset is not EVERY
        ),
    )
}
