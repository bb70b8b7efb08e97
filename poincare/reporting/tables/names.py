"""The tables of the report by name: the heading and the title that Snakemake's report gives them.

It imports nothing heavy, since the workflow reads it at every start.
"""

from dataclasses import dataclass

from poincare.evaluation.tasks import TASKS

_PUBLISHED, _COST, _AUDIT = "Next to published numbers", "Cost and provenance", "Audit"


@dataclass(frozen=True, kw_only=True)
class TableName:
    """A table of the report: name of its files, heading, title, and whether there is LaTeX."""

    name: str
    group: str
    title: str
    latex: bool = False


def table_names() -> dict[str, TableName]:
    """All tables, in the order of the report; each becomes CSV and Markdown."""
    tasks = [
        TableName(name=task.name, group=_PUBLISHED, title=task.title, latex=True)
        for task in TASKS.values()
    ]
    made = (
        TableName(name="headline", group=_PUBLISHED, title="ours and the paper’s", latex=True),
        *tasks,
        TableName(name="cost", group=_COST, title="cost", latex=True),
        TableName(name="runs", group=_COST, title="hashes and versions of the runs"),
        TableName(name="audit", group=_AUDIT, title="verdict on every published number"),
        TableName(name="explanations", group=_AUDIT, title="what may explain a difference"),
        TableName(name="baselines", group=_AUDIT, title="a fair row for the baselines"),
        TableName(name="flaws", group=_AUDIT, title="what each flaw is worth"),
    )
    return {one.name: one for one in made}
