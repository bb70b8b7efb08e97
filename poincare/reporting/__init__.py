"""Tables, figures and the report: our results beside the published ones."""
