"""Kept results: adding to them, rendering them, and what they tell of the time of trainings."""
