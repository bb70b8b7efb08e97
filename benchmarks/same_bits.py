"""Whether two runs of one configuration gave the same bits.

Run it after a change that must not change any result, for instance a change of layout::

    make quick && cp -r results/quick /tmp/before      # before the change
    make quick && python benchmarks/same_bits.py /tmp/before results/quick

It compares every array of embeddings, snapshots and ranks, the losses of every history and every
value of `results.csv`. Hashes, versions, times and costs may differ. It prints one line per kind
of file and exits with 1 if anything differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

#: Arrays that name what they belong to instead of holding a result.
_LABELS = ("provenance", "digest", "relations_hash", "embedding_hash")

#: What identifies a value in `results.csv`; columns that a file lacks count as blank.
KEY = ("dataset", "task", "system", "dim", "seed", "metric", "protocol")

#: Columns that were parts of the protocol's name before they were columns.
PARTS = ("variant", "split", "part")


def labelled(results: pd.DataFrame) -> pd.DataFrame:
    """Results whose column protocol is the whole label, whichever way the file states it.

    The label is protocol, `-split`, `-validation` and `+variant`, so that files with the columns
    variant, split and part are comparable with older ones. Where a value has several readings of
    ties, it is the optimistic one, which used to be the only one.
    """
    frame = results.copy()
    if "optimistic" in frame:
        frame["value"] = frame["optimistic"].fillna(frame["value"])
    if set(PARTS) <= set(frame.columns):
        variant, split, part = (frame[name].fillna("") for name in PARTS)
        frame["protocol"] += split.map(lambda name: f"-{name}" if name else "")
        frame["protocol"] += part.map({"validation": "-validation"}).fillna("")
        frame["protocol"] += variant.map(lambda name: f"+{name}" if name else "")
    return frame


def different_values(before: Path, after: Path) -> Iterator[str]:
    """Values of two `results.csv` that differ, and keys that the second file lacks."""
    frames = [labelled(pd.read_csv(folder / "results.csv")) for folder in (before, after)]
    old, new = (frame.set_index(list(KEY))["value"] for frame in frames)
    for key in old.index:
        if key not in new.index:
            yield f"results.csv: no value for {' '.join(map(str, key))}"
        elif old[key] != new[key]:
            yield f"results.csv: {' '.join(map(str, key))}: {old[key]!r} and {new[key]!r}"


def different_arrays(before: Path, after: Path, pattern: str) -> Iterator[str]:
    """Arrays of npz files of that name below `runs` that differ in any bit."""
    for old in sorted((before / "runs").rglob(pattern)):
        place = old.relative_to(before)
        if not (after / place).exists():
            yield f"{place}: missing"
            continue
        with np.load(old) as left, np.load(after / place) as right:
            for name in sorted(set(left.files) - set(_LABELS)):
                if name not in right.files:
                    yield f"{place}: no array {name}"
                elif left[name].tobytes() != right[name].tobytes():
                    yield f"{place}: {name} differs"


def different_losses(before: Path, after: Path) -> Iterator[str]:
    """Histories whose epochs or losses differ."""
    for old in sorted((before / "runs").rglob("history.csv")):
        place = old.relative_to(before)
        left, right = (pd.read_csv(folder / place) for folder in (before, after))
        if not left[["epoch", "loss"]].equals(right[["epoch", "loss"]]):
            yield f"{place}: losses differ"


def main(before: Path, after: Path) -> int:
    """Compare two folders of results; 0 if they are the same."""
    kinds = {
        "vectors": list(different_arrays(before, after, "embedding.npz")),
        "snapshots": list(different_arrays(before, after, "snapshots.npz")),
        "ranks": list(different_arrays(before, after, "ranks*.npz")),
        "losses": list(different_losses(before, after)),
        "values": list(different_values(before, after)),
    }
    counted = {
        "vectors": len(list((before / "runs").rglob("embedding.npz"))),
        "snapshots": len(list((before / "runs").rglob("snapshots.npz"))),
        "ranks": len(list((before / "runs").rglob("ranks*.npz"))),
        "losses": len(list((before / "runs").rglob("history.csv"))),
        "values": len(pd.read_csv(before / "results.csv")),
    }
    for kind, found in kinds.items():
        print(f"{kind}: {counted[kind]} compared, {len(found)} different")
        for line in found:
            print(f"  {line}")
    return int(any(kinds.values()))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
