"""Copies of the project to run the workflow in, so that tests leave the checkout alone."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("Snakefile", "profiles", "workflow", "config", "poincare", "data/published")

#: A port where nobody listens: downloads fail at once instead of reaching the network.
NO_NETWORK = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https")}


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake in the copy; output and errors together in `stdout`."""
        return subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments],
            cwd=self.folder,
            env={**os.environ, **NO_NETWORK, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def planned(self, *arguments: str) -> dict[str, int]:
        """Jobs by rule that a run would do now."""
        run = self.snakemake("--dry-run", "--quiet", "rules", *arguments)
        assert run.returncode == 0, run.stdout
        rows = [line.split() for line in run.stdout.splitlines()]
        return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in one of its files."""
        file = self.folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


def copy_of_the_project(folder: Path, wordnet: Path) -> Project:
    """Copy what the workflow consists of; data come from the NLTK data folder `wordnet` only."""
    folder.mkdir(exist_ok=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / part, folder / part)
    return Project(folder, {"POINCARE_DATA": str(wordnet)})
