"""Cycles of a graph, one for each strongly connected part."""

from collections import deque

import numpy as np
from scipy.sparse import csgraph

from poincare.graphs.relations import Relations


def cycles(relations: Relations) -> list[list[int]]:
    """A shortest cycle through the first node of every strongly connected part.

    Each is a list of node indices in the order of the pairs; a pair leads from the last to the
    first. Pairs (u, u) are no cycles.
    """
    matrix = relations.matrix(np.int8)
    _, part = csgraph.connected_components(matrix, directed=True, connection="strong")
    large = np.flatnonzero(np.bincount(part) > 1)
    firsts = sorted(int(np.flatnonzero(part == one)[0]) for one in large)
    return [_shortest(relations, part, first) for first in firsts]


def _shortest(relations: Relations, part: np.ndarray, first: int) -> list[int]:
    """The shortest way from a node back to itself, by breadth-first search within its part."""
    before: dict[int, int] = {}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        for positive in relations.positives(node).tolist():
            if positive == first and node != first:
                way = [node]
                while way[-1] != first:
                    way.append(before[way[-1]])
                return way[::-1]
            if part[positive] == part[first] and positive != first and positive not in before:
                before[positive] = node
                waiting.append(positive)
    raise AssertionError("a strongly connected part has a cycle through each of its nodes")
