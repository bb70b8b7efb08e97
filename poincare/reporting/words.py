"""How numbers and lists are written in tables, captions and sentences."""

from collections.abc import Iterable

import pandas as pd

from poincare.evaluation.controls import CONTROLS
from poincare.evaluation.metrics import METRICS, Metric

MISSING = "—"

#: Digits after the point of quantities that are no metrics.
_DECIMALS = {"train_cpu_s": 1, "evaluation_cpu_s": 1, "peak_memory_mib": 0}


def number(value: float, quantity: str, signed: bool = False, more: int = 0) -> str:
    """`value` with the decimals of a metric or a cost, and `more`; a dash if it is NaN."""
    if pd.isna(value):
        return MISSING
    decimals = METRICS[quantity].decimals if quantity in METRICS else _DECIMALS.get(quantity, 3)
    if abs(value) >= 1000:
        decimals = min(decimals, 1)
    decimals += more
    if round(value, decimals) == 0:
        return f"{0:.{decimals}f}"
    return f"{value:{'+' if signed else ''},.{decimals}f}".replace("-", "−")


def titled(metric: str) -> str:
    """A metric in the head of a column; its own name if this suite does not compute it."""
    return METRICS[metric].title if metric in METRICS else metric


def headed(metric: Metric) -> str:
    """A metric as a heading, with its direction."""
    return f"{metric.title} ({metric.direction} is better)"


def capitalised(text: str) -> str:
    """`text` with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def count(value: float) -> str:
    """A whole number with thousands separated; a dash if there is none."""
    return MISSING if pd.isna(value) else f"{int(value):,}"


def seconds(value: float) -> str:
    """A duration in seconds, minutes or hours, to a tenth."""
    if pd.isna(value):
        return MISSING
    if value < 100:
        return f"{value:.1f} s"
    if value < 100 * 60:
        return f"{value / 60:.1f} min"
    return f"{value / 3600:.1f} h"


def joined(items: Iterable[object]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def at_dims(dims: Iterable[int]) -> str:
    """`d = 5, 10 and 20`, not broken between lines before the first number."""
    return f"d\u00a0=\u00a0{joined(dims)}"


def plural(n: int, noun: str) -> str:
    """`1 seed`, `3 seeds`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def settings(results: pd.DataFrame) -> str:
    """Systems, seeds, threads, versions and hashes behind some results; controls are left out."""
    own = results[~results["system"].isin(list(CONTROLS))]

    def distinct(column: str) -> str:
        values = own[column].dropna().unique()
        return joined(map(short_hash, values) if column.endswith("_hash") else values) or "unknown"

    return (
        f"Systems: {distinct('system')}; seeds: {distinct('seed')}; "
        f"threads: {distinct('threads')}; recipe {distinct('recipe_hash')}; "
        f"data {distinct('data_hash')}; code {distinct('code_version')}."
    )


def short_hash(digest: object) -> str:
    """The first twelve digits of a hash; a dash if there is none."""
    return MISSING if pd.isna(digest) or not digest else str(digest)[:12]


def hashes(column: pd.Series) -> str:
    """The distinct hashes of a column, shortened."""
    return joined(map(short_hash, column.unique()))


def escaped(text: str) -> str:
    """Text as Markdown shows it literally, on one line."""
    for mark in ("\\", "|", "`", "*", "_", "[", "]", "<", ">", "&", "$"):
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
