"""Tables, figures and the report: our results and the published ones."""
