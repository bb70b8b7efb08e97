"""HyperLex in depth: by part, by relation, with intervals, and from the graph alone."""
