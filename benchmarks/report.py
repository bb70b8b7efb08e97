"""Tables of the benchmark, as CSV and Markdown, with what they were measured with."""

from importlib import metadata

import pandas as pd
from settings import RESULTS

from poincare.base import provenance
from poincare.base.storage import write_text


def save(name: str, table: pd.DataFrame, title: str) -> None:
    """Write `benchmarks/results/<name>.csv` and `.md`, and print the latter."""
    made = {**provenance.environment(), "date": provenance.today()}
    try:
        made["gensim"] = metadata.version("gensim")
    except metadata.PackageNotFoundError:
        made["gensim"] = "not installed"
    shown = table.map(readable).astype(str).replace("nan", "")
    caption = ", ".join(f"{key} {value}" for key, value in made.items())
    markdown = shown.to_markdown(index=False, disable_numparse=True)
    text = f"{title}\n\n{markdown}\n\nMeasured with one thread; {caption}.\n"
    write_text(RESULTS / f"{name}.csv", table.to_csv(index=False))
    write_text(RESULTS / f"{name}.md", text)
    print(text)


def readable(value: object) -> object:
    """Numbers with three or four significant digits, thousands apart."""
    if not isinstance(value, float):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
