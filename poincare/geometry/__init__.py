"""Points and distances: the hyperboloid, the Poincaré ball, and the flat baselines."""
