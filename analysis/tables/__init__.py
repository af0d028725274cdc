"""DataFrames to tables: what the page and the workbook both draw."""
