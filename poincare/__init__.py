"""Poincaré embeddings: relations, training, exact evaluation and reports."""

__version__ = "0.1.0"
