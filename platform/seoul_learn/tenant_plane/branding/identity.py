"""How a city shows itself, as it describes it."""

from typing import Any

import msgspec


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Name, colours, logo, languages and contact. `notes` say what of it is illustrative, by part.

    `logo_source` is the drawing as it was handed in, `logo_file` the name it had; neither is ever served.
    """

    name: dict[str, str]
    tagline: dict[str, str]
    kind: str
    colour: str
    accent: str | None
    languages: list[str]
    default_language: str
    timezone: str
    currency: str
    contact: dict[str, Any]
    logo_source: bytes
    logo_file: str
    logo_alt: dict[str, str]
    notes: dict[str, str] = {}
    appeals: dict[str, Any] = {}
