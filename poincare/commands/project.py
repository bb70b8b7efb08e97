"""Where the project keeps what commands read."""

from pathlib import Path

import poincare

ROOT = Path(poincare.__file__).parents[1]
PUBLISHED = ROOT / "data" / "published"
REFERENCE = ROOT / "results" / "reference" / "results.csv"
RESULTS = ROOT / "results"
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
