"""Graphs of the user's own: files of pairs, and ontologies."""
