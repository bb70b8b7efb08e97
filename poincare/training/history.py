"""The history of a training: a row per epoch, in columns that need eight bytes a number."""

from array import array
from collections.abc import Mapping

import numpy as np
import pandas as pd

#: Codes of `array` for whole numbers and for floats.
_CODES = {int: "q", float: "d"}


class History:
    """Rows with the same names and kinds of numbers as the first.

    A training may have 100,000 epochs. Their history takes 8 bytes a number in memory and in a
    checkpoint.
    """

    def __init__(self) -> None:
        self._columns: dict[str, array] = {}

    def append(self, row: Mapping[str, int | float]) -> None:
        """Add the row of an epoch."""
        if not self._columns:
            self._columns = {name: array(_CODES[type(value)]) for name, value in row.items()}
        for name, column in self._columns.items():
            column.append(row[name])

    def __len__(self) -> int:
        """Number of epochs."""
        return len(next(iter(self._columns.values()), ()))

    def arrays(self) -> dict[str, np.ndarray]:
        """Copies of the columns by name, int64 or float64."""
        return {name: np.array(column) for name, column in self._columns.items()}

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray]) -> "History":
        """The history whose `arrays` these are."""
        history = cls()
        codes = {np.dtype(np.int64): "q", np.dtype(np.float64): "d"}
        history._columns = {
            name: array(codes[column.dtype], column.tobytes()) for name, column in arrays.items()
        }
        return history

    def frame(self) -> pd.DataFrame:
        """The table of all epochs."""
        return pd.DataFrame(self.arrays())
