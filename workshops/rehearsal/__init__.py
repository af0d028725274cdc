"""Pretend participants who come in by HTTP as phones do: for rehearsing, and for measuring."""
