"""The verdicts: what each means, and which one a published row gets."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.metrics import Metric, Tolerance


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A verdict: its name, a mark that goes with it, and when a row gets it.

    `meaning` follows the name and a colon; it is blank where the name says enough.
    """

    name: str
    mark: str
    meaning: str = ""

    @property
    def marked(self) -> str:
        """The name and the mark. A verdict is never a colour alone."""
        return f"{self.name} {self.mark}"


REPRODUCED = "reproduced"
CLOSE = "close"
BETTER = "better than published"
WORSE = "worse than published"
CANNOT = "cannot be compared"
NOT_RUN = "not run"

#: By name, in the order of tables.
VERDICTS = {
    verdict.name: verdict
    for verdict in (
        Verdict(
            name=REPRODUCED, mark="✓", meaning="every metric of the row is within the tolerance"
        ),
        Verdict(name=CLOSE, mark="≈", meaning="every metric is within twice the tolerance"),
        Verdict(
            name=BETTER,
            mark="↑",
            meaning=(
                "at least one metric is better by more than twice the tolerance, and none is worse "
                "by more than the tolerance; a better value does not count as reproduced"
            ),
        ),
        Verdict(name=WORSE, mark="✗", meaning="every other row that was run"),
        Verdict(name=CANNOT, mark="≠", meaning="the notes of the table give the reason"),
        Verdict(name=NOT_RUN, mark="○"),
    )
}

#: Why a row in doubt is not called good.
DOUBTFUL = "ours has too many ties or a degenerate embedding (‡)"


def gain_in_tolerances(
    published: float, ours: float, sd: float, metric: Metric, criterion: Tolerance
) -> float:
    """By how many tolerances our mean over seeds is better than the published value.

    It is ±max(0, |ours − published| − sd) / tolerance, negative where ours is worse, with sd = 0
    for one seed (NaN) and the tolerance relative · |published| + absolute. It is rounded to nine
    decimals, so that a distance of exactly the tolerance gives 1.
    """
    difference = ours - published
    beyond = max(0.0, abs(difference) - (0.0 if pd.isna(sd) else sd))
    tolerance = criterion.around(published)
    if beyond == 0.0:
        return 0.0
    size = round(beyond / tolerance, 9) if tolerance else math.inf
    return math.copysign(size, metric.gain(difference))


def verdict(gains: Iterable[float | None], cannot_be_compared: str, doubt: str) -> str:
    """The verdict on a published row, a name of `VERDICTS`.

    Parameters
    ----------
    gains : iterable of float or None
        `gain_in_tolerances` of each of its metrics; None where we have no result.
    cannot_be_compared : str
        Why no run can decide; blank if one can.
    doubt : str
        Why ours cannot count as good (`poincare.reporting.tables.worth`), or blank. Such a row is
        worse than published, or cannot be compared.
    """
    gains = list(gains)
    if cannot_be_compared:
        return CANNOT
    if any(gain is None for gain in gains):
        return NOT_RUN
    if all(abs(gain) <= 1 for gain in gains):
        found = REPRODUCED
    elif all(abs(gain) <= 2 for gain in gains):
        found = CLOSE
    else:
        found = BETTER if all(gain >= -1 for gain in gains) else WORSE
    return CANNOT if doubt and found != WORSE else found


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Published numbers by the verdict on their rows, in the order of `VERDICTS`."""
    found = frame["verdict"].value_counts()
    return {name: int(found.get(name, 0)) for name in VERDICTS}
