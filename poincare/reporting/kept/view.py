"""Kept results in sentences: how many are shown, and which are stale."""

from collections.abc import Iterator

from poincare.evaluation.results import TRAINER_VERSION
from poincare.reporting.kept.rows import Kept
from poincare.reporting.tables.frames import RUN
from poincare.reporting.words import joined, plural


def kept_notes(kept: Kept) -> tuple[str, ...]:
    """Sentences on the kept results of a report; none without kept results."""
    return (*_shown(kept), *_stale(kept))


def _shown(kept: Kept) -> Iterator[str]:
    rows = kept.rows
    if rows.empty:
        return
    trainings = plural(len(rows.drop_duplicates(RUN)), "earlier training")
    days = joined(sorted(rows["date"].astype(str).unique()))
    other = rows[TRAINER_VERSION] != rows["system"].map(kept.versions)
    yield (
        f"Kept: {plural(len(rows), 'value')} of {trainings}, {days}. This run has no such values; "
        "their recipe, data and protocol are those of today. Each row has the day and the commit "
        f"of its training. Trained by another version of the trainer: {int(other.sum()):,}."
    )


def _stale(kept: Kept) -> Iterator[str]:
    """One sentence per system, dataset and reason."""
    by = ["system", "dataset", "reason"]
    for (system, dataset, reason), part in kept.stale.groupby(by, sort=False):
        yield (
            f"Stale, not shown: {plural(len(part), 'kept value')} of {system} on {dataset}, "
            f"because {reason}."
        )
