"""How the parts of the child program say that a file cannot be read."""


class Refused(Exception):
    """`reason` is a key of `bad_files.SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
