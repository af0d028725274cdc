"""Files that people bring: bytes to plain sheets of cells. Nobody else reads a cell.

`reading.read_book` is the door. This package's own module stays empty, because the child program
comes through here and must not load Django.
"""
