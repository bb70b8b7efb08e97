"""The taxonomies of Nickel & Kiela (2018), Table 1, that were published as files of pairs.

A line is `child<TAB>ancestor`: the files hold the transitive closure.
"""

from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.datasets.sources import content
from poincare.graphs.relations import Relations


def acm(file: Path) -> Relations:
    """The Computing Classification System of the ACM: 2,299 nodes and 6,526 pairs, as published."""
    return published_closure("acm", file)


def eurovoc(file: Path) -> Relations:
    """EuroVoc: 7,111 nodes and 10,656 pairs, a release near the paper's (7,084 and 10,547)."""
    return published_closure("eurovoc", file)


def published_closure(name: str, file: Path) -> Relations:
    """The graph of a published file of pairs; nodes are numbered as they first appear.

    Raises
    ------
    UserError
        If a line has not two names separated by a tab.
    """
    index: dict[str, int] = {}
    pairs = []
    for number, line in enumerate(content(file).decode().splitlines(), start=1):
        names = line.split("\t")
        if len(names) != 2:
            raise UserError(f"{len(names)} names in a line", f"{file}:{number}", "two are needed")
        pairs.append([index.setdefault(one, len(index)) for one in names])
    return Relations.from_pairs(name, index, np.array(pairs))
