"""Tables beside the published numbers."""
