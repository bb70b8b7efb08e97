"""Exact ranks of all positives among all nodes."""
