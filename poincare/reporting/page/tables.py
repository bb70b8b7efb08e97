"""Every table of the report, made once: the same frames are written to files and rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.frames import AuditFrames, audit_frames
from poincare.reporting.audit.rules import AuditRules
from poincare.reporting.kept.rows import Kept
from poincare.reporting.published import Published
from poincare.reporting.tables.by_task import task_table
from poincare.reporting.tables.frames import cost, runs
from poincare.reporting.tables.headline import headline
from poincare.reporting.tables.protocol_table import ProtocolTable, protocol_tables
from poincare.reporting.words import settings


@dataclass(frozen=True, eq=False, kw_only=True)
class Tables:
    """Tidy frames, and what they are made from.

    Attributes
    ----------
    results : pandas.DataFrame
        Tidy rows of the run, as `poincare.evaluation.results` has them.
    published : Published
    rules : AuditRules
    headline : pandas.DataFrame
    tasks : mapping of str to pandas.DataFrame
        By name, every task in the order of `poincare.evaluation.tasks.TASKS`; without results it
        has no rows.
    cost, runs : pandas.DataFrame
    audit : AuditFrames

    Kept results are in `tasks` and `audit` only.
    """

    results: pd.DataFrame
    published: Published
    rules: AuditRules
    headline: pd.DataFrame
    tasks: Mapping[str, pd.DataFrame]
    cost: pd.DataFrame
    runs: pd.DataFrame
    audit: AuditFrames

    @cached_property
    def settings(self) -> dict[str, str]:
        """By dataset, what is behind the results on it."""
        shown = {name for frame in self.tasks.values() for name in frame["dataset"]}
        kept = dict.fromkeys(sorted(shown), "This run has no results here; all of ours are kept.")
        return kept | {name: settings(part) for name, part in self.results.groupby("dataset")}

    @cached_property
    def by_protocol(self) -> dict[str, list[ProtocolTable]]:
        """By task, a table of text for each dataset and protocol."""
        return {task: protocol_tables(frame, self.published) for task, frame in self.tasks.items()}


def make_tables(
    results: pd.DataFrame, kept: Kept, published: Published, rules: AuditRules
) -> Tables:
    """All tables of `results`, and kept results where they have no value."""
    both = kept.beside(results)
    return Tables(
        results=results,
        published=published,
        rules=rules,
        headline=headline(results, published),
        tasks={name: task_table(both, published, name) for name in TASKS},
        cost=cost(results),
        runs=runs(results),
        audit=audit_frames(results, kept, published, rules),
    )
