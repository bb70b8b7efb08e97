"""The data: where the files come from, and the graphs and pair lists read from them."""
