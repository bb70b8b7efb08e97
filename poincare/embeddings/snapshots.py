"""Snapshots: the vectors of an embedding as its training went on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poincare.base.errors import Damaged, UserError
from poincare.base.storage import read_arrays, write_arrays
from poincare.embeddings.embedding import Embedding


@dataclass(frozen=True, eq=False)
class Snapshots:
    """Frames of one training.

    Attributes
    ----------
    epochs : (frames,) int64
        Epochs done, ascending; 0 at the start.
    vectors : (frames, n, d) float64
        Coordinates of the embedding's manifold; NaN for nodes that are not in play yet.
    translations : (frames, d) float64
        r of the translational distance, 0 for the others.
    """

    epochs: np.ndarray
    vectors: np.ndarray
    translations: np.ndarray

    @classmethod
    def none(cls, n: int, dim: int) -> "Snapshots":
        """No frames, of n nodes in `dim` dimensions."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros((0, n, dim)), np.zeros((0, dim)))

    def with_frame(self, epoch: int, embedding: Embedding, in_play: np.ndarray) -> "Snapshots":
        """These, and the embedding after `epoch` epochs; `in_play` `(n,)` bool."""
        vectors = np.where(in_play[:, None], embedding.vectors, np.nan)
        r = np.zeros(embedding.dim) if embedding.translation is None else embedding.translation
        return Snapshots(
            np.append(self.epochs, epoch),
            np.concatenate([self.vectors, vectors[None]]),
            np.concatenate([self.translations, r[None]]),
        )

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.epochs)

    def in_play(self, frame: int) -> np.ndarray:
        """Which nodes have a place in a frame; `(n,)` bool."""
        return ~np.isnan(self.vectors[frame, :, 0])

    def embedding(self, frame: int, final: Embedding) -> Embedding:
        """The nodes in play of a frame as an embedding; `final` is what the training ended with."""
        nodes = np.flatnonzero(self.in_play(frame))
        return Embedding(
            tuple(final.names[node] for node in nodes),
            self.vectors[frame, nodes],
            final.manifold,
            translation=None if final.translation is None else self.translations[frame],
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything, by name."""
        return {
            "epochs": self.epochs,
            "vectors": self.vectors,
            "translations": self.translations,
        }

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically and without pickle."""
        write_arrays(path, self.arrays())

    @classmethod
    def load_of(cls, path: str | Path, final: Embedding) -> "Snapshots":
        """As `load`; `Damaged` if the last frame is not the embedding that the training gave."""
        found = cls.load(path)
        if len(found) and not (
            found.vectors.shape[1:] == final.vectors.shape
            and np.array_equal(found.vectors[-1], final.vectors)
        ):
            raise Damaged("they are the snapshots of another embedding", path)
        return found

    @classmethod
    def load(cls, path: str | Path) -> "Snapshots":
        """Read what `save` wrote; a damaged or foreign file is a `UserError`."""
        arrays = read_arrays(path)
        try:
            return cls(arrays["epochs"], arrays["vectors"], arrays["translations"])
        except KeyError as missing:
            raise UserError(f"no snapshots: no array {missing}", path) from None


def epochs_to_keep(frames: int, epochs: int) -> list[int]:
    """0 and the ends of `frames` equal parts of `epochs`, rounded; nothing for 0 frames.

    They are all epochs if these are fewer. If `frames` is a multiple of m, the ends of m equal
    parts are among them.
    """
    if frames == 0:
        return []
    # ⌊k · epochs / frames + ½⌋ in whole numbers, so that equal fractions round alike.
    ends = ((2 * part * epochs + frames) // (2 * frames) for part in range(frames + 1))
    return list(dict.fromkeys(ends))
