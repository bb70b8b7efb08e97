"""Generality: whether general nodes of a hierarchy are near the centre of an embedding."""
