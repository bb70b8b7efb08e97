"""The audit: a verdict on every published number."""
