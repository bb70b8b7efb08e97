"""Kept results: values of earlier runs that a report shows where its own run has none."""
