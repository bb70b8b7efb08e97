"""``audit.yaml``: which of our runs has to reproduce a published number, and when it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.validation import check, read_yaml
from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.evaluation.tasks import TASKS

#: The keys of an entry that hold for each of its numbers; blank where the entry lacks them.
STATED = ["table", "dataset", "protocol", "beside", "cannot_be_compared", "reservation"]
COLUMNS = [
    *STATED,
    "source",
    "task",
    "published_dataset",
    "published_system",
    "note",
    "system",
    "dim",
    "metric",
    "published",
]
#: One published row: a system at a dimension, with all its metrics.
ROW = ["table", "source", "published_system", "system", "dim"]
_GROUP = ["source", "task", "published_dataset"]


@dataclass(frozen=True, kw_only=True)
class Baselines:
    """Published systems of one table, and ours to compare with them."""

    source: str
    task: str
    published_dataset: str
    published: tuple[str, ...]
    dataset: str
    protocol: str
    systems: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class AuditRules:
    """What is audited, and by which criteria.

    Attributes
    ----------
    criteria : mapping of str to Tolerance
        By metric; a metric that has none here has its own `without_spread`.
    numbers : pandas.DataFrame
        One published number a row, with the columns of `COLUMNS`: what is published, and which
        system, dataset and protocol of ours has to reproduce it; in the order of the entries.
    explanations : pandas.DataFrame
        The same for other runs that may explain a published number; the reservation says how.
    repeated : mapping of str to int
        Number of published rows left out because another source has them too, by table.
    baselines : Baselines
    """

    criteria: Mapping[str, Tolerance]
    numbers: pd.DataFrame
    explanations: pd.DataFrame
    repeated: Mapping[str, int]
    baselines: Baselines

    def criterion(self, metric: str) -> Tolerance:
        """How far ours may be from the published value."""
        return self.criteria.get(metric, METRICS[metric].without_spread)


def read_audit(folder: str | Path, numbers: pd.DataFrame) -> AuditRules:
    """Read and validate ``audit.yaml``.

    Parameters
    ----------
    folder
        The folder of ``audit.yaml``.
    numbers : pandas.DataFrame
        The published numbers, `poincare.reporting.published.Published.numbers`.

    Raises
    ------
    UserError
        With the file, and the entry at fault: a file that is missing or malformed, an unknown
        task or metric, a system without published number, a number that has two entries or,
        though its source's table is audited, none.
    """
    path = Path(folder) / "audit.yaml"
    content = read_yaml(path)
    check(content, Path(__file__).with_name("schema.json"), path)
    _require_known(content, path)
    entries = content["entries"]
    audited = _numbers_of_all(entries, numbers, f"{path}: entries")
    explanations = [_as_entry(one) for one in content["explanations"]]
    explained = _numbers_of_all(explanations, numbers, f"{path}: explanations")
    _require_one_entry_each(audited.index, entries, numbers, path)
    repeats = _repeats(audited, entries)
    kept = audited[~repeats].reset_index(drop=True)
    left_out = audited[repeats].drop_duplicates(ROW)["table"].value_counts()
    criteria = {name: Tolerance(**given) for name, given in content["criteria"].items()}
    lists = {key: tuple(content["baselines"][key]) for key in ("published", "systems")}
    baselines = Baselines(**(content["baselines"] | lists))
    explained = explained.reset_index(drop=True)
    return AuditRules(
        criteria=criteria,
        numbers=kept,
        explanations=explained,
        repeated=left_out.to_dict(),
        baselines=baselines,
    )


def _require_known(content: Mapping[str, Any], path: Path) -> None:
    """Tasks and metrics are those of their tables."""
    parts = [*content["entries"], *content["explanations"], content["baselines"]]
    named = {"criteria": (content["criteria"], METRICS)}
    named["protocol_of"] = (
        [metric for part in content["entries"] for metric in part.get("protocol_of", ())],
        METRICS,
    )
    named["task"] = ([part["task"] for part in parts], TASKS)
    for key, (names, known) in named.items():
        for name in names:
            if name not in known:
                raise UserError(f"{key}: unknown {name!r}", path, f"one of {', '.join(known)}")


def _as_entry(explanation: Mapping[str, Any]) -> dict[str, Any]:
    """An explanation as an entry: scored by one protocol only; its text is the reservation."""
    entry = {key: value for key, value in explanation.items() if key != "explanation"}
    return entry | {"reservation": explanation["explanation"], "beside": explanation["protocol"]}


def _numbers_of_all(
    entries: list[Mapping[str, Any]], numbers: pd.DataFrame, where: str
) -> pd.DataFrame:
    """The published numbers of all entries, in their order; the index is that of `numbers`."""
    return pd.concat(
        [_numbers_of(entry, numbers, f"{where}.{place}") for place, entry in enumerate(entries)]
    )


def _numbers_of(entry: Mapping[str, Any], numbers: pd.DataFrame, where: str) -> pd.DataFrame:
    """An entry's published numbers, with its keys; the index is that of `numbers`."""
    chosen = _of_group(numbers, (entry["source"], entry["task"], entry["published_dataset"]))
    if "note" in entry:
        chosen = chosen[chosen["note"] == entry["note"]]
    for system in entry["systems"]:
        if not (chosen["system"] == system).any():
            raise UserError(
                f"no published number of {entry['source']}, {entry['task']}, for {system!r}",
                where,
                "write the system and the note as in published_numbers.csv",
            )
    chosen = chosen[chosen["system"].isin(list(entry["systems"]))].rename(
        columns={"dataset": "published_dataset", "system": "published_system", "value": "published"}
    )
    recipes = chosen["published_system"].map(entry["systems"]).fillna("")
    order = {system: place for place, system in enumerate(entry["systems"])}
    stated = {key: entry.get(key, "") for key in STATED}
    chosen = chosen.assign(system=recipes, order=chosen["published_system"].map(order), **stated)
    for metric, own in entry.get("protocol_of", {}).items():
        chosen.loc[chosen["metric"] == metric, ["protocol", "beside"]] = own
    return chosen.sort_values(["order", "dim"], kind="stable")[COLUMNS]


def _of_group(numbers: pd.DataFrame, group: tuple[str, str, str]) -> pd.DataFrame:
    source, task, dataset = group
    return numbers[
        (numbers["source"] == source)
        & (numbers["task"] == task)
        & (numbers["dataset"] == dataset)
    ]  # fmt: skip


def _require_one_entry_each(
    audited: pd.Index, entries: list[Mapping[str, Any]], numbers: pd.DataFrame, path: Path
) -> None:
    if audited.has_duplicates:
        twice = numbers.loc[audited[audited.duplicated()][0]]
        raise UserError(
            f"two entries for {twice['source']}, {twice['task']}, {twice['system']!r}",
            path,
            "tell them apart by the note, or remove one",
        )
    for group in dict.fromkeys(tuple(entry[key] for key in _GROUP) for entry in entries):
        left = _of_group(numbers, group).index.difference(audited)
        if len(left):
            first = numbers.loc[left[0]]
            raise UserError(
                f"no entry for {', '.join(group)}, {first['system']!r} ({first['note']})",
                path,
                "add the system to an entry",
            )


def _repeats(audited: pd.DataFrame, entries: list[Mapping[str, Any]]) -> pd.Series:
    """Whether each number is in a row that the source of ``unless_as_in`` has too, all metrics."""
    key = ["task", "system", "dim", "metric", "published"]
    repeats = pd.Series(False, index=audited.index)
    for entry in entries:
        if "unless_as_in" in entry:
            own = audited["table"] == entry["table"]
            other = audited.loc[audited["source"] == entry["unless_as_in"], key]
            same = audited[own].merge(other.drop_duplicates(), on=key, how="left", indicator=True)
            same = pd.Series((same["_merge"] == "both").to_numpy(), index=audited.index[own])
            repeats[own] = same.groupby(
                [audited.loc[own, column] for column in ("published_system", "dim")]
            ).transform("all")
    return repeats
