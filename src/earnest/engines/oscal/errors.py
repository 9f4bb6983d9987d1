"""What is wrong with an OSCAL document, for its reader."""

from __future__ import annotations


class OscalError(Exception):
    """A document that cannot be used. `place` names the file, and the member where it is known."""

    def __init__(self, place: str, what: str, remedy: str) -> None:
        super().__init__(f"{place}: {what} {remedy}")
        self.place = place
        self.what = what
        self.remedy = remedy
