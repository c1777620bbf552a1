"""Invents a view from its type: one with everything in it, one with as little as the type allows."""

from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

View = TypeVar("View", bound=msgspec.Struct)

_PLAIN: dict[Any, tuple[Any, Any]] = {
    str: ("words", ""),
    int: (3, 0),
    bool: (True, False),
    float: (0.5, 0.0),
    bytes: (b"bytes", b""),
    UUID: (UUID(int=1), UUID(int=1)),
    date: (date(2026, 11, 24), date(2026, 11, 24)),
    datetime: (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
    object: ("words", ""),
    Any: ("words", ""),
}


def filled(view: type[View], **fields: Any) -> View:
    """A view with something in every list and nothing missing; `fields` are given as they are."""
    return _make(view, fields, full=True)


def bare(view: type[View], **fields: Any) -> View:
    """A view with empty lists and None wherever its type allows that."""
    return _make(view, fields, full=False)


def each(view: type[View], name: str) -> list[View]:
    """A filled view for every member of the enumeration in a field."""
    hint = get_type_hints(view)[name]
    kinds = [one for one in (hint, *get_args(hint)) if isinstance(one, type) and issubclass(one, Enum)]
    return [filled(view, **{name: member}) for member in kinds[0]]


def _make(view: type[View], fields: dict[str, Any], *, full: bool) -> View:
    hints = get_type_hints(view)
    chosen = {}
    for field in msgspec.structs.fields(view):
        chosen[field.name] = fields[field.name] if field.name in fields else _value(hints[field.name], full=full)
    return view(**chosen)


def _value(hint: Any, *, full: bool) -> Any:
    if hint in _PLAIN:
        return _PLAIN[hint][0 if full else 1]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _make(hint, _AS_IT_IS.get(hint.__name__, {}), full=full)
    return _of_several(get_origin(hint), get_args(hint), full=full)


def _of_several(origin: Any, parts: tuple[Any, ...], *, full: bool) -> Any:
    if origin in (Union, UnionType):
        return _value(next(part for part in parts if part is not NoneType), full=True) if full else None
    if origin is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return (_value(parts[0], full=True),) * 2 if full else ()
        return tuple(_value(part, full=full) for part in parts)
    if origin in (list, frozenset, set):
        return origin([_value(parts[0], full=True)] if full else [])
    # A mapping: of languages in views, and what names a city's own text is never empty.
    return {"ko": "도시가 쓴 글", "en": "Words of the city"} if parts and parts[1] is str else {}


# Values whose types say less than they mean.
_AS_IT_IS: dict[str, dict[str, Any]] = {
    "Money": {"currency": "KRW"},
    "Fault": {"message_id": "Choose yes or no.", "values": {}},
}
