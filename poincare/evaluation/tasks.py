"""The tasks: one entry each, with all that configuration, tables and the page ask of it."""

from dataclasses import dataclass

from poincare.evaluation.metrics import METRICS, Metric


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something that embeddings are scored on.

    Attributes
    ----------
    name : str
        As in `results.csv` and `published_numbers.csv`.
    title : str
        Within a sentence, in lower case but for names.
    metrics : tuple of Metric
        In the order of tables; the first one leads.
    data : str
        The file of the ledger that it needs besides a graph; blank if it needs none.
    """

    name: str
    title: str
    metrics: tuple[Metric, ...]
    data: str = ""


#: By name, in the order of the report.
TASKS = {
    task.name: task
    for task in (
        Task(
            name="reconstruction",
            title="reconstruction",
            metrics=(METRICS["mean_rank"], METRICS["MAP"]),
        ),
        Task(
            name="link_prediction",
            title="link prediction",
            metrics=(METRICS["mean_rank"], METRICS["MAP"]),
        ),
        Task(
            name="lexical_entailment",
            title="HyperLex",
            data="hyperlex",
            metrics=(METRICS["spearman"],),
        ),
    )
}
