"""The transitive closure of a relation: from direct hypernyms to all ancestors."""

import numpy as np
from scipy import sparse

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations


def closure(adjacency: sparse.csr_array) -> sparse.csr_array:
    """Transitive closure A ∪ A² ∪ A³ ∪ … of a relation `(n, n)`; bool.

    A node on a cycle is its own ancestor.
    """
    reach = adjacency.astype(bool)
    while (longer := reach + reach @ reach).nnz > reach.nnz:
        reach = longer
    return reach


def transitive_closure(relations: Relations) -> Relations:
    """The graph of the same name and nodes whose pairs are (node, ancestor).

    Raises
    ------
    UserError
        If a node is its own ancestor.
    """
    pairs = np.column_stack(closure(relations.matrix(bool)).nonzero())
    on_cycle = pairs[pairs[:, 0] == pairs[:, 1], 0]
    if len(on_cycle):
        first = relations.names[on_cycle[0]]
        raise UserError(
            f"{len(on_cycle)} nodes are their own ancestors, first {first!r}",
            relations.name,
            "remove a pair of the cycle, or do without the closure",
        )
    return Relations.from_pairs(relations.name, relations.names, pairs)
