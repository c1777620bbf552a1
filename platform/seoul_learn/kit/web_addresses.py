"""Whether a text is an address on the web that a browser, or we, can be sent to."""

import ipaddress
from urllib.parse import urlsplit

_LONGEST = 2000


def is_address(address: str, *, allow_loopback: bool) -> bool:
    """Whether it is https with a host, and without credentials, fragment or anything unprintable.

    `allow_loopback`: plain http is taken from this machine itself, as on a developer's desk.
    """
    if not 0 < len(address) <= _LONGEST or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or "#" in address or "\\" in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and allow_loopback and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine, by its own name or by an address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(address: str) -> str:
    """Scheme, host and port of an address that was checked."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
