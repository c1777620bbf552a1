"""How a city shows itself, as the faces see it."""

from typing import Any

import msgspec


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A city's branding without its logo's bytes. Texts are by language code.

    `revision` grows with every edit, so what is derived from it may be cached under it. `appeals` says `within_days` a
    determination can be appealed, where the city says so, and by which `law`.
    """

    revision: int
    name: dict[str, str]
    service_name: dict[str, str]
    tagline: dict[str, str]
    colour: str
    accent: str | None
    languages: list[str]
    default_language: str
    timezone: str
    currency: str
    contact: dict[str, Any]
    appeals: dict[str, Any]
    logo_alt: dict[str, str]
    has_logo: bool
