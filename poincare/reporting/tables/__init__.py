"""Tables of our results and the published numbers."""
