"""Training: recipes, negatives, node-wise batches, coarse to fine."""
