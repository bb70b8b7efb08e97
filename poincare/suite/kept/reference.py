"""The kept results that every report uses, and the recipes that decide whether they are stale."""

from pathlib import Path

#: In the folder of the project.
KEPT = Path("results", "reference", "audit", "results.csv")
RECIPES = Path("config", "recipes")


def kept_file(root: Path) -> Path | None:
    """The kept results of the project at `root`; None if it has none."""
    path = root / KEPT
    return path if path.is_file() else None


def recipe_files(root: Path) -> list[Path]:
    """All recipes of the project at `root`."""
    return sorted((root / RECIPES).glob("*.yaml"))
