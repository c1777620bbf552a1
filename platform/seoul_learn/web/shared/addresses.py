"""Where a reader may be sent: to a path of this host and nowhere else."""

from urllib.parse import quote

RETURN_PATH = "/sign-in/back"
"""Where every identity provider sends people back to, on the city's canonical host; officers register it there."""


def local_path(wanted: str | None, *, otherwise: str = "/") -> str:
    """`wanted` when it is a path of this host, else `otherwise`. Never another host, however it is spelt."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    # Browsers read a backslash as a slash and drop control characters.
    if "\\" in wanted or any(ord(letter) < 33 or ord(letter) == 127 for letter in wanted):
        return otherwise
    return wanted


def with_way_back(path: str, *, back: str) -> str:
    """`path` with `back` as its `next`, unless that is the start page."""
    return path if back == "/" else f"{path}?next={quote(back, safe='/')}"
