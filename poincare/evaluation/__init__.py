"""Evaluation: exact ranks, protocols, lexical entailment."""
