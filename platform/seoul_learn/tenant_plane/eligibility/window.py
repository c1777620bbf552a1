"""When applications are taken, to the minute, by the clocks of the city."""

import enum
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec


class WindowState(enum.StrEnum):
    """Whether applications are taken at a moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From `opens` until `closes`, local times that both belong to the window. Without `closes` it stays open."""

    opens: datetime
    closes: datetime | None = None

    def state_at(self, moment: datetime, *, timezone: str) -> WindowState:
        """Whether applications are taken at an aware `moment`."""
        if moment < self.opens_at(timezone):
            return WindowState.NOT_YET
        closes = self.closes_at(timezone)
        return WindowState.CLOSED if closes is not None and moment > closes else WindowState.OPEN

    def opens_at(self, timezone: str) -> datetime:
        """The aware moment of the opening."""
        return self.opens.replace(tzinfo=ZoneInfo(timezone))

    def closes_at(self, timezone: str) -> datetime | None:
        """The last aware moment, or None."""
        return self.closes.replace(tzinfo=ZoneInfo(timezone)) if self.closes else None
