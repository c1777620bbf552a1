"""Errors of the policy editor, and how a fault in a text names its place.

Refused
├── PolicyStays            (publish.py) a published version keeps saying what it said
├── DraftChanged           somebody else saved since the page was made; carries what is there now
├── DraftUnusable          what was written is not even a text of the right form
├── DayTaken               the programme has another version on that day
└── NotPublishable         something bars the publication; the page lists it
"""

import msgspec

from seoul_learn.tenant_plane.database.errors import Refused


class LineFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a text: line from 1 (None for what is missing altogether), field, and how to mend it."""

    line: int | None
    field: str
    message: str


class DraftChanged(Refused):
    """`now` is the text that a colleague has saved meanwhile."""

    def __init__(self, now: str) -> None:
        super().__init__("A colleague has changed this since you opened the page. Nothing of either is lost.")
        self.now = now


class DraftUnusable(Refused):
    """The text cannot be kept as a draft; `faults` say where and why."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__("This cannot be taken over as it is. Nothing was changed.")
        self.faults = faults


class DayTaken(Refused):
    """Versions of a programme are told apart by their day."""


class NotPublishable(Refused):
    """What bars it is said by `readiness`."""
