"""Results against a baseline."""
