"""Batches of pairs with their negatives, drawn for many batches at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch.layout import Layout
from poincare.training.minibatch.negatives import PairSampler
from poincare.training.minibatch.settings import Batch, Phase
from poincare.training.minibatch.state import Problem


@dataclass(frozen=True)
class Size:
    """Sizes of a step: batches that are taken at the same points, and pairs of each."""

    workers: int
    pairs: int

    @property
    def step(self) -> int:
        """Pairs of a step."""
        return self.workers * self.pairs


@dataclass(frozen=True, kw_only=True, eq=False)
class Chunk:
    """Some batches of one layout.

    Attributes
    ----------
    layout : Layout
    nodes : (batches, entries) int64
        Node of every entry; the first ones are those of the rows.
    """

    layout: Layout
    nodes: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """The samplers of a phase; `firsts` is None unless both ends are replaced."""

    seconds: PairSampler
    firsts: PairSampler | None

    @classmethod
    def of(cls, problem: Problem, phase: Phase) -> "Draws":
        """Samplers for the pairs that the problem's epochs visit."""
        negatives = problem.settings.negatives
        seconds = PairSampler.of(
            problem.visits.relations, negatives, phase.negatives, phase.sampling
        )
        return cls(seconds=seconds, firsts=seconds.of_first_ends() if negatives.both_ends else None)

    def chunk(
        self, first: np.ndarray, second: np.ndarray, size: Size, rng: np.random.Generator
    ) -> Chunk:
        """Batches of the pairs `(m,)` with their negatives; m is a multiple of `size.step`."""
        seconds = np.column_stack((second, self.seconds.draw(first, rng)))
        parts, replaced = [first], 0
        if self.firsts is not None:
            parts.append(self.firsts.draw(second, rng))
            replaced = self.firsts.number
        parts += [seconds, *([second] if replaced else [])]
        parts = [part.reshape(len(first) // size.step, -1) for part in parts]
        layout = Layout(
            pairs=size.step,
            others=seconds.shape[1],
            replaced=replaced,
            runs=1,
            averaged=size.pairs,
        )
        return Chunk(layout=layout, nodes=np.concatenate(parts, axis=1))


def next_size(left: int, batch: Batch) -> Size:
    """Size of the next step, with `left` pairs left of an epoch.

    At its end there are fewer workers' batches, and then one that is not full.
    """
    if left < batch.pairs:
        return Size(1, left)
    return Size(min(batch.workers, left // batch.pairs), batch.pairs)


def side_by_side(chunks: Sequence[Chunk], n_nodes: int) -> Chunk:
    """The chunks of several runs as one, in which run i has the nodes from i · n on."""
    one, runs = chunks[0].layout, len(chunks)
    # The parts of a batch: u, u', v with its v', and v once more if both ends are replaced.
    ends = [one.pairs, one.firsts, one.rows]
    of_runs = [
        np.split(chunk.nodes + run * n_nodes, ends, axis=1) for run, chunk in enumerate(chunks)
    ]
    parts = [part for of_part in zip(*of_runs, strict=True) for part in of_part]
    layout = Layout(
        pairs=runs * one.pairs,
        others=one.others,
        replaced=one.replaced,
        runs=runs,
        averaged=one.averaged,
    )
    return Chunk(layout=layout, nodes=np.concatenate(parts, axis=1))
