"""Mini-batches: training as the published systems do, each of their differences an option."""
