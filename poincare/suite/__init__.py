"""A run as a whole: its configuration, its systems, its scoring."""
