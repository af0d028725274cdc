"""Live data: the read-only API and the data links, over the same tables. No pandas in here."""
