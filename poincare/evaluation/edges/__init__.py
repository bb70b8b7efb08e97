"""Entailment as classification: pairs of a hierarchy are told from pairs that are none."""
