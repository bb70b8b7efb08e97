"""A comparison with a baseline as text: for the terminal, a pull request and the report."""

from dataclasses import dataclass

import pandas as pd

from poincare.base.errors import UserError
from poincare.reporting.regression.compare import (
    ADDED,
    ALPHA,
    IMPROVED,
    LOST,
    SAME,
    VERDICTS,
    WORSE,
    Comparison,
    compare,
)
from poincare.reporting.tables.views import Row, Table, markdown, plain
from poincare.reporting.words import MISSING, escaped, number, plural, seconds, titled

#: A verdict is a word and a mark, never a colour alone.
_MARKS = {WORSE: "✗", LOST: "✗", IMPROVED: "✓", ADDED: "", SAME: ""}

#: Printed beyond the decimals of other tables, as changes are small.
_MORE_DECIMALS = 1


@dataclass(frozen=True, kw_only=True)
class ComparisonView:
    """A comparison as tables and sentences; tables without rows are None.

    Attributes
    ----------
    summary : str
        One line: the number of values by verdict, or why nothing was compared.
    notes : tuple of str
    changed, same : Table or None
        Values that changed, worse ones first, and the others.
    cost : Table or None
        CPU time and memory, for information.
    """

    summary: str
    notes: tuple[str, ...] = ()
    changed: Table | None = None
    same: Table | None = None
    cost: Table | None = None

    @property
    def markdown(self) -> str:
        """The section in Markdown, the unchanged values folded away; without a heading."""
        parts = [f"**{escaped(self.summary)}**", "\n".join(f"- {escaped(n)}" for n in self.notes)]
        parts += [markdown(self.changed)] if self.changed else []
        for title, table in (("The same", self.same), ("Cost, for information", self.cost)):
            if table:
                folded = f"<details>\n<summary>{title}</summary>\n\n{markdown(table)}\n\n</details>"
                parts.append(folded)
        return "\n\n".join(part for part in parts if part)

    @property
    def text(self) -> str:
        """The section for the terminal."""
        parts = [plain(table) for table in (self.changed, self.same, self.cost) if table]
        return "\n\n".join([*parts, "\n".join([*self.notes, self.summary])])


def comparison_view(base: pd.DataFrame, new: pd.DataFrame, alpha: float = ALPHA) -> ComparisonView:
    """Results compared with a baseline; if they are not comparable, one line with the reason."""
    try:
        return view_of(compare(base, new, alpha), base, new)
    except UserError as error:
        return ComparisonView(summary=f"Not compared: {error}.")


def view_of(comparison: Comparison, base: pd.DataFrame, new: pd.DataFrame) -> ComparisonView:
    """A comparison as text; `base` and `new` are the compared results."""
    values = comparison.values
    same = values["verdict"] == SAME
    return ComparisonView(
        summary=summary_of(comparison),
        notes=(*comparison.notes, _how(comparison), f"Base: {_origin(base)}. New: {_origin(new)}."),
        changed=_values_view(values[~same]),
        same=_values_view(values[same]),
        cost=_cost_view(comparison.cost),
    )


def summary_of(comparison: Comparison) -> str:
    """The number of values by verdict, in one line."""
    counts = comparison.counts
    found = [f"{counts[name]} {name}" for name in VERDICTS if counts[name] or name == WORSE]
    mark = "✓" if comparison.passed else "✗"
    return f"{mark} {plural(len(comparison.values), 'value')} compared: {', '.join(found)}."


def _how(comparison: Comparison) -> str:
    return (
        f"A change counts if it exceeds the spread over seeds at α = {comparison.alpha:g}. By "
        f"chance alone, {comparison.chance:.2g} values would be called worse on average."
    )


def _origin(results: pd.DataFrame) -> str:
    versions, machines = results["code_version"].unique(), results["cpu"].unique()
    code = versions[0] if len(versions) == 1 else f"{len(versions)} versions"
    return f"code {code}, {machines[0] if len(machines) == 1 else f'{len(machines)} machines'}"


def _values_view(values: pd.DataFrame) -> Table | None:
    header = (
        "Verdict", "Dataset", "Protocol", "System", "Metric", "Judged by", "d", "Seeds", "Base",
        "New", "Change", "Same within",
    )  # fmt: skip
    rows = []
    for record in values.to_dict("records"):
        metric = record["metric"]
        cells = (
            f"{record['verdict']} {_MARKS[record['verdict']]}".strip(),
            *(record[name] for name in ("dataset", "protocol", "system")),
            titled(metric),
            record["judged_by"] or MISSING,
            str(record["dim"]),
            f"{record['base_seeds']}, {record['new_seeds']}",
            *(_mean(record, side) for side in ("base", "new")),
            number(record["change"], metric, signed=True, more=_MORE_DECIMALS),
            number(record["margin"], metric, more=_MORE_DECIMALS),
        )
        rows.append(Row("plain", cells))
    return Table(header, tuple(rows), labels=6) if rows else None


def _mean(record: dict, side: str) -> str:
    mean, sd = (
        number(record[name], record["metric"], more=_MORE_DECIMALS) for name in (side, f"{side}_sd")
    )
    return mean if sd == MISSING else f"{mean} ± {sd}"


def _cost_view(cost: pd.DataFrame) -> Table | None:
    header = (
        "Dataset", "System", "d", "Training, CPU: base", "new", "ratio", "Peak memory: base",
        "new", "ratio",
    )  # fmt: skip
    rows = []
    for one in cost.itertuples():
        cells = (
            one.dataset,
            one.system,
            str(one.dim),
            *map(seconds, (one.base_train_cpu_s, one.new_train_cpu_s)),
            _ratio(one.new_train_cpu_s, one.base_train_cpu_s),
            *(
                f"{memory:.0f} MiB"
                for memory in (one.base_peak_memory_mib, one.new_peak_memory_mib)
            ),
            _ratio(one.new_peak_memory_mib, one.base_peak_memory_mib),
        )
        rows.append(Row("plain", cells))
    return Table(header, tuple(rows), labels=2) if rows else None


def _ratio(new: float, base: float) -> str:
    return f"{new / base:.2f}" if base > 0 else MISSING
