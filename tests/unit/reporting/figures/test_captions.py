"""Captions of `snakemake --report`: they render with every configuration and are valid RST."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils.core import publish_parts
from jinja2 import Environment, StrictUndefined

from poincare.reporting.figures.registry import figures

STRICT = {"halt_level": 2, "report_level": 2}
ROOT = Path(__file__).parents[4]
CAPTIONS = sorted((ROOT / "workflow" / "report").glob("*.rst"))
CONFIGURATIONS = sorted((ROOT / "config").glob("*.yaml"))


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("caption", CAPTIONS, ids=lambda path: path.stem)
def test_caption_renders(caption, configuration, laid_over_default):
    config = laid_over_default(configuration)
    # A name that no system's name contains.
    config["name"] = "name-of-the-run"
    params = SimpleNamespace(caption="The embedding of mammals by fast.")
    template = Environment(undefined=StrictUndefined).from_string(
        caption.read_text(encoding="utf-8")
    )
    text = template.render(snakemake=SimpleNamespace(config=config, params=params))
    body = publish_parts(text, writer="html", settings_overrides=STRICT)["body"]
    named = {"workflow", "results", "tables", "report"}
    assert (config["name"] in body) == (caption.stem in named)


@pytest.mark.parametrize("name", list(figures()))
def test_captions_of_figures_are_valid(name):
    subject = {"dataset": "mammals", "system": "fast", "dim": 5, "seed": 0}
    publish_parts(figures()[name].caption.format(**subject), settings_overrides=STRICT)
