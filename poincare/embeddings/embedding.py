"""Embedding: named points of a manifold, and how they are kept on disk."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text, read_arrays, unpack_text, write_arrays
from poincare.geometry.manifolds import MANIFOLDS, Manifold


@dataclass(frozen=True, eq=False)
class Embedding:
    """One vector per name.

    Attributes
    ----------
    names : tuple of str, length n
    vectors : (n, d) float64
        ``poincare``: points of the open unit ball. ``hyperboloid``: the d spatial coordinates x
        of the point (√(1 + ‖x‖²), x). ``euclidean``, ``translational``: points of R^d.
    manifold : str
        A key of `poincare.geometry.manifolds.MANIFOLDS`.
    provenance : dict
        Whatever the trainer recorded: recipe, seed, data hash, versions, cost.
    translation : (d,) float64, optional
        r of the translational distance ‖u − v + r‖; given with ``translational`` only.
    """

    names: tuple[str, ...]
    vectors: np.ndarray
    manifold: str
    provenance: dict[str, Any] = field(default_factory=dict)
    translation: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.manifold not in MANIFOLDS:
            raise UserError(
                f"unknown manifold {self.manifold!r}", mend=f"one of {', '.join(MANIFOLDS)}"
            )
        if self.vectors.ndim != 2 or self.vectors.shape[1] == 0:
            raise UserError(f"vectors of shape {self.vectors.shape}; expected (n, d) with d ≥ 1")
        if self.vectors.dtype.kind != "f":
            raise UserError(f"vectors of {self.vectors.dtype}; expected floating point")
        if len(self.names) != len(self.vectors):
            raise UserError(f"{len(self.names)} names for {len(self.vectors)} vectors")
        bad = np.flatnonzero(~np.isfinite(self.vectors).all(axis=1))
        if len(bad):
            raise UserError(f"{len(bad)} vectors are not finite, first {self.names[bad[0]]!r}")
        if self.space.bounded:
            outside = np.flatnonzero(np.einsum("nd,nd->n", self.vectors, self.vectors) >= 1)
            if len(outside):
                first = self.names[outside[0]]
                raise UserError(f"{len(outside)} points outside the unit ball, first {first!r}")
        self._check_translation()

    def _check_translation(self) -> None:
        if self.space.translated != (self.translation is not None):
            raise UserError(
                f"{self.manifold} embedding with{'out' if self.translation is None else ''} a "
                "translation",
                mend="translational embeddings have one, and no others",
            )
        if self.translation is not None and (
            self.translation.shape != (self.dim,) or not np.isfinite(self.translation).all()
        ):
            raise UserError(f"the translation is not {self.dim} finite numbers")

    @property
    def space(self) -> Manifold:
        """What is known of the manifold."""
        return MANIFOLDS[self.manifold]

    @property
    def dim(self) -> int:
        """Dimension d."""
        return self.vectors.shape[1]

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of every name."""
        return {name: position for position, name in enumerate(self.names)}

    def in_ball(self) -> np.ndarray:
        """Points of the Poincaré ball, `(n, d)`; a `UserError` if they are not hyperbolic."""
        self._check_hyperbolic()
        return self.space.to_ball(self.vectors)

    def on_hyperboloid(self) -> np.ndarray:
        """Spatial coordinates on the hyperboloid, `(n, d)`; a `UserError` as `in_ball`."""
        self._check_hyperbolic()
        return self.space.to_hyperboloid(self.vectors)

    def _check_hyperbolic(self) -> None:
        if not self.space.hyperbolic:
            raise UserError(f"{self.manifold} points are not points of hyperbolic space")

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of names, vectors and translation."""
        return digest(
            {
                "names": pack_text("\n".join(self.names)),
                "vectors": self.vectors,
                **self._translation_array(),
            }
        )

    def _translation_array(self) -> dict[str, np.ndarray]:
        return {} if self.translation is None else {"translation": self.translation}

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically and without pickle."""
        write_arrays(
            path,
            {
                "names": pack_text("\n".join(self.names)),
                "vectors": self.vectors,
                "manifold": pack_text(self.manifold),
                "provenance": pack_text(json.dumps(self.provenance, sort_keys=True)),
                **self._translation_array(),
            },
        )

    @classmethod
    def load(cls, path: str | Path) -> "Embedding":
        """Read what `save` wrote.

        Raises
        ------
        UserError
            If the file is missing, damaged or holds something else.
        """
        arrays = read_arrays(path)
        try:
            return cls(
                names=tuple(unpack_text(arrays["names"]).split("\n")),
                vectors=arrays["vectors"],
                manifold=unpack_text(arrays["manifold"]),
                provenance=json.loads(unpack_text(arrays["provenance"])),
                translation=arrays.get("translation"),
            )
        except KeyError as missing:
            raise UserError(f"not an embedding file: no array {missing}", path) from None
        except ValueError as error:
            raise UserError(
                f"not an embedding file: text that cannot be read ({error})", path
            ) from None
