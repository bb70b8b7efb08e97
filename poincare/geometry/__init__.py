"""Points and distances: the hyperboloid and the Poincaré ball."""
