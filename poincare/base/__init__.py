"""What every room may use: errors, files, schemas, provenance, how the suite talks."""
