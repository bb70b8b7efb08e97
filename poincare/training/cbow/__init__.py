"""CBOW with negative sampling on a document per node, whose label is one more context word."""
