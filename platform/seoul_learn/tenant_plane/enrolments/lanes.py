"""How many calls run for one provider at once in this process. Who finds all lanes taken comes back when one is free.

Nobody waits here: a job that waited would hold a place that another provider's job could use.
"""

import time
from collections.abc import Callable, Hashable

MOST_AT_ONCE = 8
_SHORTEST, _LONGEST = 1.0, 300.0
_FIRST_GUESS = 0.5


class Lanes:
    """Counted by provider, with a guess of how long its calls take."""

    def __init__(self, *, most: int = MOST_AT_ONCE, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._taken: dict[Hashable, int] = {}
        self._promised: dict[Hashable, float] = {}
        self._takes: dict[Hashable, float] = {}

    def enter(self, provider: Hashable) -> float | None:
        """None when a lane was taken, to be left afterwards; else the seconds after which one should be free."""
        taken = self._taken.get(provider, 0)
        if taken < self._most:
            self._taken[provider] = taken + 1
            return None
        # Each who is sent away is promised a later moment than the one before, so that they do not all come at once.
        now = self._now()
        moment = max(now, self._promised.get(provider, now)) + self._takes.get(provider, _FIRST_GUESS) / self._most
        self._promised[provider] = min(moment, now + _LONGEST)
        return max(_SHORTEST, self._promised[provider] - now)

    def leave(self, provider: Hashable, *, seconds: float) -> None:
        """The call is over; it took so long."""
        left = self._taken[provider] - 1
        self._takes[provider] = 0.8 * self._takes.get(provider, seconds) + 0.2 * seconds
        if left:
            self._taken[provider] = left
        else:
            del self._taken[provider]
            self._promised.pop(provider, None)
