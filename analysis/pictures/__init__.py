"""What the pages over a whole plan draw: geometry from plain figures. No database, no pandas."""
