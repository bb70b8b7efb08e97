"""Points of the disc for the pictures of two-dimensional embeddings."""

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.alignment import rows_of
from poincare.embeddings.embedding import Embedding


def ball_coordinates(embedding: Embedding, names: tuple[str, ...]) -> np.ndarray:
    """Coordinates `(n, 2)` in the disc of the nodes `names`.

    Raises
    ------
    UserError
        If the embedding is not two-dimensional, not hyperbolic or lacks one of the names.
    """
    if embedding.dim != 2:
        raise UserError(
            f"a picture of the disc needs d = 2; this embedding has d = {embedding.dim}"
        )
    return embedding.in_ball()[rows_of(embedding, names)]
