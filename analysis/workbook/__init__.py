"""Tables to an .xlsx file. Nobody else writes a cell."""
