"""What may be a slug, a host, a name and a time zone. Hosts are compared byte by byte, so they have one spelling."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seoul_learn.control_plane.tenants.errors import InvalidHost, InvalidTenant

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MAX_HOST = 253
_MAX_SLUG = 40


def checked_host(host: str) -> str:
    """`host`, when it is a lower-case host name without port by RFC 1123 section 2.1. Raises InvalidHost."""
    if ":" in host:
        raise InvalidHost(f"{host!r} has a port or a scheme; write only the host name, such as learn.example.kr")
    if host != host.lower():
        raise InvalidHost(f"{host!r} has capital letters; write {host.lower()!r}")
    labels = host.split(".")
    if len(host) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidHost(
            f"{host!r} is not a host name; use letters a-z, digits and hyphens between dots, such as learn.example.kr"
        )
    if labels[-1].isdigit():
        raise InvalidHost(f"{host!r} is an IP address; a tenant is reached by a name")
    return host


def checked_slug(slug: str) -> str:
    """`slug`, when it can stand in an address and a folder name. Raises InvalidTenant."""
    if len(slug) > _MAX_SLUG or not _SLUG.fullmatch(slug):
        raise InvalidTenant(f"{slug!r} is not a slug; use at most {_MAX_SLUG} of a-z, 0-9 and single hyphens")
    return slug


def checked_name(name: Mapping[str, str]) -> dict[str, str]:
    """`name` by language code, when there is at least one and none is empty. Raises InvalidTenant."""
    if not name or not all(reading.strip() for reading in name.values()):
        raise InvalidTenant("a name needs a reading in at least one language, and none of them empty")
    return dict(name)


def checked_timezone(timezone: str) -> str:
    """`timezone`, when it is an IANA zone. Raises InvalidTenant."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise InvalidTenant(f"{timezone!r} is not a time zone; write one such as Asia/Seoul") from fault
    return timezone
