"""The results as LaTeX tables: the headline, a table per protocol of each task, the cost."""

import pandas as pd

from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables import latex
from poincare.reporting.tables.latex import Line, Section
from poincare.reporting.tables.protocol_table import blocks, row_label
from poincare.reporting.tables.views import headline_caption
from poincare.reporting.words import METRIC_NAMES, TASK_NAMES, joined, plural, settings

_QUANTITIES = {
    "train_cpu_s": "Training, CPU time (s)",
    "evaluation_cpu_s": "Evaluation, CPU time (s)",
    "peak_memory_mib": "Peak memory (MiB)",
}


def latex_tables(results: pd.DataFrame, published: Published) -> dict[str, str]:
    """LaTeX by the name of the table; a comment where there are no results."""
    frames = {
        "reconstruction": tables.reconstruction(results, published),
        "link_prediction": tables.link_prediction(results, published),
        "lexical_entailment": tables.entailment(results, published),
    }
    made = {"headline": _headline(results, published)}
    made |= {task: _task(task, frame, results, published) for task, frame in frames.items()}
    made["cost"] = "\n".join(_cost(dataset, part) for dataset, part in results.groupby("dataset"))
    return {name: text or latex.EMPTY for name, text in made.items()}


def _headline(results: pd.DataFrame, published: Published) -> str:
    """Ours beside the paper's own model, as its Table 1: a section per metric, dims across."""
    frame = tables.headline(results, published)
    if frame.empty:
        return ""
    task = tables.headline_task(results)
    paper = published.sources[tables.PAPER[0]].label
    keys = [key for key in ("protocol", "system") if frame[key].nunique() > 1] or ["system"]
    sections = []
    for metric in tables.METRICS[task]:
        theirs = frame.dropna(subset=[f"{metric}_paper"]).drop_duplicates("dim")
        lines = [Line(paper, _by_dim(theirs, f"{metric}_paper"), {})]
        for names, part in frame.groupby(keys, sort=False):
            values, spreads = _by_dim(part, metric), _by_dim(part, f"{metric}_sd")
            lines.append(Line(f"ours: {', '.join(names)}", values, spreads))
        sections.append(_section(metric, lines))
    columns = [f"d={dim}" for dim in sorted(frame["dim"].unique())]
    behind = settings(results[results["dataset"].isin(frame["dataset"])])
    caption = f"{headline_caption(frame, published, task)} {behind}"
    names = [*frame["dataset"].unique(), *frame["protocol"].unique()]
    return latex.table(columns, sections, caption, latex.label_of("headline", *names))


def _by_dim(frame: pd.DataFrame, column: str) -> dict[str, float]:
    return dict(zip((f"d={dim}" for dim in frame["dim"]), frame[column], strict=True))


def _task(task: str, frame: pd.DataFrame, results: pd.DataFrame, published: Published) -> str:
    """One table per dataset and protocol, of ours and the published rows that may be compared."""
    scored = results[results["task"] == task]
    made = []
    for block in blocks(frame, published):
        of_block = (frame["dataset"] == block.dataset) & (frame["protocol"] == block.protocol)
        part = frame[of_block & (frame["comparable"] != "no")]
        seeds = scored.loc[scored["dataset"] == block.dataset, "seed"].nunique()
        caption = (
            f"{TASK_NAMES[task].capitalize()} of {block.dataset} under {block.protocol}, "
            f"{plural(seeds, 'seed')}{' (mean ± standard deviation)' if seeds > 1 else ''}. "
            f"{_reservation(part)}{settings(scored[scored['dataset'] == block.dataset])}"
        )
        named = [name for name in part.columns if name.startswith("d=") or name == "no d"]
        columns = [name for name in named if part[name].notna().any()]
        sections = [
            _section(metric, _lines(lines, columns, published))
            for metric, lines in part.groupby("metric", sort=False)
        ]
        label = latex.label_of(task, block.dataset, block.protocol)
        made.append(latex.table(columns, sections, caption, label, block.notes))
    return "\n".join(made)


def _reservation(part: pd.DataFrame) -> str:
    limited = (part["comparable"] == "limited").any()
    return "Rows with an asterisk are comparable with a reservation. " if limited else ""


def _lines(part: pd.DataFrame, columns: list[str], published: Published) -> list[Line]:
    notes = part.groupby(["source", "published_system"])["note"].nunique()
    spreads = part[part["row"] == "sd"].set_index("system")[columns].to_dict("index")
    shown = part[part["row"].isin(["published", "ours"])]
    lines = []
    for record in shown.to_dict("records"):
        name = row_label(record, published.sources, True, notes)
        if record["row"] == "published" and record["comparable"] == "limited":
            name += " *"
        values = {column: record[column] for column in columns}
        own = spreads.get(record["system"], {}) if record["row"] == "ours" else {}
        lines.append(Line(name, values, own))
    return lines


def _section(metric: str, lines: list[Line]) -> Section:
    lower = metric in tables.LOWER_IS_BETTER
    title = f"{METRIC_NAMES[metric]} ({'lower' if lower else 'higher'} is better)"
    return Section(title, metric, lower, tuple(lines))


def _cost(dataset: str, results: pd.DataFrame) -> str:
    """Medians over seeds: systems over dims, a section per quantity."""
    frame = tables.cost(results)
    medians = frame.groupby(["system", "dim"])[list(_QUANTITIES)].median().reset_index()
    sections = [
        Section(title, quantity, True, tuple(_by_system(medians, quantity)))
        for quantity, title in _QUANTITIES.items()
    ]
    caption = (
        f"What training on {dataset} and evaluation cost: medians over "
        f"{plural(frame['seed'].nunique(), 'seed')}; evaluation is the sum over the tasks scored. "
        f"{settings(results)} Processor: {joined(frame['cpu'].unique())}."
    )
    columns = [f"d={dim}" for dim in sorted(medians["dim"].unique())]
    return latex.table(columns, sections, caption, latex.label_of("cost", dataset))


def _by_system(medians: pd.DataFrame, quantity: str) -> list[Line]:
    return [
        Line(system, _by_dim(part, quantity), {})
        for system, part in medians.groupby("system", sort=False)
    ]
