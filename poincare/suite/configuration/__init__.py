"""The configuration of a run: its checks, what it asks for, and the data of the user's own."""
