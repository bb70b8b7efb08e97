"""A published table for people: its rows with ours, their verdicts, and notes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.metrics import METRICS
from poincare.reporting.audit.rules import ROW, AuditRules
from poincare.reporting.audit.verdicts import CANNOT, NOT_RUN, VERDICTS, counts
from poincare.reporting.tables.views import Row, Table, section_row, where_trained, with_spread
from poincare.reporting.words import MISSING, at_dims, capitalised, joined, number, plural, titled


@dataclass(frozen=True, kw_only=True)
class AuditTable:
    """A published table: its verdicts, its rows that we have results for, and notes."""

    title: str
    verdicts: str
    table: Table | None
    notes: tuple[str, ...]


def audit_tables(
    frame: pd.DataFrame, rules: AuditRules, uncertain: Mapping[str, tuple[str, ...]]
) -> tuple[AuditTable, ...]:
    """The tables of a frame of `judged`; `uncertain` has, by recipe, what is not known of it."""
    return tuple(
        _table(title, part, rules, uncertain) for title, part in frame.groupby("table", sort=False)
    )


def _table(
    title: str, frame: pd.DataFrame, rules: AuditRules, uncertain: Mapping[str, tuple[str, ...]]
) -> AuditTable:
    rows = frame.groupby(ROW, dropna=False, sort=False)
    shown = frame[rows["ours"].transform("count") > 0]
    absent = frame.drop(shown.index)
    notes = [f"{capitalised(reason)}." for reason in _distinct(frame["reservation"])]
    for reason in _distinct(frame["cannot_be_compared"]):
        unfit = frame[frame["cannot_be_compared"] == reason]
        notes.append(f"{joined(unfit['published_system'].unique())} {CANNOT}: {reason}.")
    notes += _not_known(_distinct(shown["system"]), uncertain)
    if title in rules.repeated:
        several = plural(rules.repeated[title], "row")
        notes.append(f"Left out: {several} that the final version repeats.")
    in_doubt = (shown["doubt"] != "") & (shown["verdict"] != CANNOT)
    doubted = _distinct(shown.loc[in_doubt, "system"])
    if doubted:
        notes.append(f"{joined(doubted)}: too many ties or a degenerate embedding (‡).")
    missing = absent[absent["system"] != ""]
    if len(missing):
        notes.append(f"{capitalised(NOT_RUN)}: {'; '.join(_absent(missing))}.")
    found = joined(f"{n} {VERDICTS[name].marked}" for name, n in counts(frame).items() if n)
    return AuditTable(
        title=title,
        verdicts=found,
        table=_rows(shown) if len(shown) else None,
        notes=tuple(notes),
    )


def _not_known(systems: Iterable[str], uncertain: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """One sentence per point, with all systems that it is not known of."""
    alike: dict[str, list[str]] = {}
    for system in systems:
        for point in uncertain.get(system, ()):
            alike.setdefault(point, []).append(system)
    for point, names in alike.items():
        yield f"Not known of {joined(names)}: {_sentence(point)}"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _distinct(values: pd.Series) -> list[str]:
    return [value for value in values.unique() if value]


def _absent(frame: pd.DataFrame) -> list[str]:
    """`cpp-50 and cpp-200 on nouns-paths at d = 5 and 10`: the recipes without results."""
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (system, dataset), part in frame.groupby(["system", "dataset"], sort=False):
        dims = tuple(sorted(part["dim"].dropna().astype(int).unique()))
        alike.setdefault((dataset, dims), []).append(system)
    return [
        f"{joined(systems)} on {dataset} at {at_dims(dims)}"
        for (dataset, dims), systems in alike.items()
    ]


def _rows(frame: pd.DataFrame) -> Table:
    """Rows of one published table that have results of ours."""
    metrics = list(frame["metric"].unique())
    fair = (frame["beside"] != frame["protocol"]).any()
    header = ["Published", "Our recipe", "Verdict", "Trained", "d"]
    for metric in metrics:
        header += [f"{titled(metric)}, published", "ours", "ours − published"]
        header += [f"ours, {joined(frame['beside'].unique())}"] if fair else []
    rows = []
    for leading, part in frame.groupby(_leading_protocols(frame), sort=False):
        rows.append(section_row(_section(part, leading), len(header)))
        for _, row in part.groupby(ROW, dropna=False, sort=False):
            first, values = row.iloc[0], row.set_index("metric")
            dim = MISSING if pd.isna(first["dim"]) else str(int(first["dim"]))
            verdict = VERDICTS[first["verdict"]].marked
            cells = [first["published_system"], first["system"], verdict, _trained(row), dim]
            for metric in metrics:
                cells += _cells(values, metric, fair)
            rows.append(Row("plain", tuple(cells)))
    return Table(tuple(header), tuple(rows), labels=4)


def _leading_protocols(frame: pd.DataFrame) -> pd.Series:
    """Of every number the protocol of its row's first metric; other metrics may have their own."""
    return frame.groupby(ROW, dropna=False, sort=False)["protocol"].transform("first")


def _section(part: pd.DataFrame, leading: str) -> str:
    """Heading of the rows whose leading protocol that is."""
    own = part.loc[part["protocol"] != leading, ["metric", "protocol"]].drop_duplicates()
    others = (f"{METRICS[metric].in_text} under {name}" for metric, name in own.to_numpy())
    return ", ".join([f"Ours on {joined(part['dataset'].unique())} under {leading}", *others])


def _trained(row: pd.DataFrame) -> str:
    """Where the values of ours in a row are from, those of the fair protocol included."""
    own = row.loc[row["ours"].notna(), "kept"]
    return where_trained(*own, *row.loc[row["ours_beside"].notna(), "kept_beside"])


def _cells(values: pd.DataFrame, metric: str, fair: bool) -> list[str]:
    if metric not in values.index:
        return [MISSING] * (4 if fair else 3)
    value = values.loc[metric]
    cells = [
        number(value["published"], metric),
        with_spread(value["ours"], value["sd"], metric, value["doubt"]),
        number(value["difference"], metric, signed=True),
    ]
    return [*cells, number(value["ours_beside"], metric)] if fair else cells
