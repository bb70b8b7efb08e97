"""Graphs of pairs (hyponym, hypernym): closure, splits."""
