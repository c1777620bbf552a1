"""What a plugin is configured with: the base of every `config` struct, and fields that must not be shown."""

from typing import Annotated, Any

import msgspec

Secret = Annotated[str, msgspec.Meta(extra={"secret": True}, description="kept secret", min_length=1)]
"""A field that no log, page or error may show. `Config` leaves it out of its repr."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a plugin's configuration: unknown fields are refused, secret ones stay out of repr.

    A subclass repeats `frozen=True, kw_only=True`.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        hidden = secret_fields(type(self))
        return [(name, "…" if name in hidden else getattr(self, name)) for name in self.__struct_fields__]


def secret_fields(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The fields of a configuration that are marked secret."""
    return frozenset(name for name, extra in field_marks(kind).items() if extra.get("secret"))


def field_marks(kind: type[msgspec.Struct]) -> dict[str, dict[str, Any]]:
    """What the annotations of each field say beyond its type: `Meta(extra=...)`, by the field's name in Python."""
    described = msgspec.inspect.type_info(kind)
    if not isinstance(described, msgspec.inspect.StructType):
        raise TypeError(f"{kind.__name__} is not a struct")
    return {field.name: _extra(field.type) for field in described.fields}


def _extra(described: msgspec.inspect.Type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(described, msgspec.inspect.Metadata):
        found |= described.extra or {}
        found |= _extra(described.type)
    elif isinstance(described, msgspec.inspect.UnionType):
        for one in described.types:
            found |= _extra(one)
    elif isinstance(described, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        found |= _extra(described.item_type)
    return found
