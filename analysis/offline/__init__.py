"""Factors that were collected without a network: paper form, template, and reading them in."""
