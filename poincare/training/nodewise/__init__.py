"""The fast trainer: batches of nodes, shared weighted negatives, coarse to fine."""
