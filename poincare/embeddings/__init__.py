"""Embeddings: named points of a manifold, snapshots, and the files of other programs."""
