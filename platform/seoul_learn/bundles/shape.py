"""Turning TOML tables into values, reporting every fault of a file at once where msgspec alone stops at the first."""

import types
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from seoul_learn.bundles.source import Report, Source
from seoul_learn.bundles.values import Text
from seoul_learn.kit.text import nearest
from seoul_learn.kit.toml_lines import TomlPath

T = TypeVar("T")
_WORDS: dict[object, str] = {
    str: 'a text; write it in quotes, like "…"',
    int: "a whole number",
    bool: "true or false",
    date: "a date, like 2026-03-02",
    datetime: "a local time, like 2026-11-03T09:00:00",
}


class _Faulty:
    """Stands where a value could not be read."""


_FAULTY = _Faulty()


class Shape:
    """Reads one file; `languages` are those in which every text is wanted."""

    def __init__(self, source: Source, *, languages: tuple[str, ...], report: Report) -> None:
        self._source = source
        self._languages = languages
        self._report = report

    def read(self, wanted: type[T]) -> T | None:
        """The whole file as a value, without the members of arrays that are faulty; None when more is."""
        value = self._struct(self._source.table, wanted, ())
        return value if isinstance(value, wanted) else None

    def _struct(self, table: Any, wanted: type[Any], at: TomlPath) -> Any:
        if not isinstance(table, dict):
            return self._fault(at, f"`{at[-1]}` is not a table; write its fields in one")
        fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
        moved: dict[str, str] = getattr(wanted, "moved", {})
        for key in table.keys() - fields.keys():
            said = moved.get(key) or f"is not known here; {meant(key, fields)}"
            self._fault((*at, key), f"`{key}` {said}")
        values: dict[str, Any] = {}
        for key, field in fields.items():
            if key in table:
                values[field.name] = self._value(table[key], field.type, (*at, key))
            elif field.required:
                values[field.name] = self._fault(
                    (*at, key), f"`{key}` is missing{_within(at)}; it is {described(field.type)}"
                )
        return _FAULTY if _FAULTY in values.values() else wanted(**values)

    def _value(self, raw: Any, wanted: Any, at: TomlPath) -> Any:
        wanted = _without_none(wanted)
        if wanted == Text:
            return self._text(raw, at)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            return self._struct(raw, wanted, at)
        if get_origin(wanted) is tuple:
            return self._members(raw, get_args(wanted)[0], at)
        return self._leaf(raw, wanted, at)

    def _members(self, raw: Any, wanted: Any, at: TomlPath) -> Any:
        if not isinstance(raw, list):
            return self._fault(at, f"`{at[-1]}` is not a list; write its members in [ ]")
        members = [self._value(member, wanted, (*at, position)) for position, member in enumerate(raw)]
        return tuple(member for member in members if member is not _FAULTY)

    def _text(self, raw: Any, at: TomlPath) -> Any:
        if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
            return self._fault(at, f"`{at[-1]}` is not {described(Text)}")
        missing = [language for language in self._languages if not raw.get(language, "").strip()]
        for language in missing:
            self._fault(
                (*at, language),
                f'`{at[-1]}` has no text in `{language}`, a language of the tenant; add {language} = "…"',
            )
        return _FAULTY if missing else raw

    def _leaf(self, raw: Any, wanted: Any, at: TomlPath) -> Any:
        try:
            return msgspec.convert(raw, wanted)
        except msgspec.ValidationError:
            key = next((part for part in reversed(at) if isinstance(part, str)), "")
            advice = (
                _choice(raw, wanted) if isinstance(wanted, type) and issubclass(wanted, Enum) else described(wanted)
            )
            return self._fault(at, f"`{key} = {shown(raw)}` is not {advice}")

    def _fault(self, at: TomlPath, message: str) -> _Faulty:
        self._report(self._source.fault(at, message))
        return _FAULTY


def meant(word: str, known: Any) -> str:
    """`did you mean …?` for something close, else all that is known here."""
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else "known are " + ", ".join(f"`{name}`" for name in known)


def described(wanted: Any) -> str:
    """What to write for a type, in words."""
    wanted = _without_none(wanted)
    if get_origin(wanted) is Annotated:
        return next((m.description for m in wanted.__metadata__ if m.description), described(wanted.__origin__))
    if get_origin(wanted) is tuple:
        return f"a list, each of them {described(get_args(wanted)[0])}"
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return "one of " + ", ".join(f'"{member.value}"' for member in wanted)
    if get_origin(wanted) in (Union, types.UnionType):
        return " or ".join(described(kind) for kind in get_args(wanted))
    return _WORDS.get(wanted, "a table")


def shown(raw: Any) -> str:
    """A value as it stands in the file."""
    return msgspec.json.encode(raw).decode()


def _choice(raw: Any, wanted: type[Enum]) -> str:
    values = [str(member.value) for member in wanted]
    close = nearest(raw, values) if isinstance(raw, str) else None
    return f'known; did you mean "{close}"?' if close else described(wanted)


def _within(at: TomlPath) -> str:
    names = [part for part in at if isinstance(part, str)]
    return f" in [{'.'.join(names)}]" if names else ""


def _without_none(wanted: Any) -> Any:
    if get_origin(wanted) in (Union, types.UnionType):
        kinds = [member for member in get_args(wanted) if member is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else Union[*kinds]
    return wanted
