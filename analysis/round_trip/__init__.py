"""Indicators and projects out to a workbook for editing, and back by way of a preview."""
