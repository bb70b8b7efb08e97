"""Trees that need no source: complete ones, with their direct edges."""

from itertools import product

import numpy as np

from poincare.graphs.relations import Relations

BRANCHING, DEPTH = 3, 5


def complete_tree(name: str, branching: int, depth: int) -> Relations:
    """Direct edges (child, parent) of a tree whose inner nodes all have `branching` children.

    It has 1 + b + b² + … + b^depth nodes, level by level. A node is named by the way down to it:
    the root ``root``, its children ``1``, ``2``, …, theirs ``1.1``, ``1.2``, …
    """
    digits = [str(child + 1) for child in range(branching)]
    ways = [".".join(way) for level in range(depth + 1) for way in product(digits, repeat=level)]
    child = np.arange(1, len(ways))
    pairs = np.column_stack((child, (child - 1) // branching))
    return Relations.from_pairs(name, ["root", *ways[1:]], pairs)


def balanced_tree() -> Relations:
    """The graph ``balanced-tree``: 3 children at every inner node, 5 levels below the root."""
    return complete_tree("balanced-tree", BRANCHING, DEPTH)
