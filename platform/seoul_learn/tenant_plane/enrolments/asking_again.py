"""When a provider that did not answer is asked again: later each time, and never at the same moment as all others."""

import secrets
from datetime import timedelta

MOST_TRIES = 12
"""After that the daily comparison asks (`compare.py`), and an officer sees it."""
_LONGEST = timedelta(hours=6)


def next_try(tries: int, *, retry_after: timedelta) -> timedelta | None:
    """How long to wait after so many tries; None when that is for the daily comparison."""
    if tries >= MOST_TRIES:
        return None
    wait = max(retry_after, min(timedelta(seconds=int(4**tries)), _LONGEST))
    # A quarter more at most: whoever was refused together does not come back together.
    return wait * (1 + secrets.randbelow(1000) / 4000)
