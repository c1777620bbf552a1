"""Values of facts as bytes, for sealing, and back in the type that the fact catalogue says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue, FactType, FactValue

_TYPES: Mapping[FactType, Any] = {
    FactType.DATE: date,
    FactType.WHOLE_NUMBER: int,
    FactType.MONEY: int,
    FactType.CHOICE: str,
    FactType.CHOICES: tuple[str, ...],
    FactType.BOOLEAN: bool,
    FactType.PLACE: str,
}


_DECODERS: Mapping[FactType, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(told) for kind, told in _TYPES.items()
}


def value_bytes(value: FactValue) -> bytes:
    """The value as JSON."""
    return msgspec.json.encode(value)


def value_from(content: bytes, name: str, catalogue: FactCatalogue) -> FactValue:
    """The value of a fact from its JSON. Raises KeyError for a fact that is no longer installed."""
    value: FactValue = _DECODERS[catalogue[name].type].decode(content)
    return value
