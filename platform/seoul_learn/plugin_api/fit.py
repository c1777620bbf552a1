"""Written tables into typed values, with what does not fit named at its place and with its mend."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from seoul_learn.kit.saying import Saying, saying
from seoul_learn.kit.text import nearest
from seoul_learn.kit.toml_lines import TomlPath

T = TypeVar("T")
_MOST_SHOWN = 20

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<place>\d+)\]")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
_MISSING = re.compile(r"missing required field `(?P<field>[^`]+)`")

_PLAIN = {
    "int": saying("a whole number is wanted, without quotes or fractions"),
    "bool": saying("true or false is wanted, without quotes"),
    "str": saying("a text in quotes is wanted"),
    "date": saying("a date is wanted, like 2026-03-02, without quotes"),
    "array": saying("a list in [ ] with something in it is wanted"),
}
_BOUND = re.compile(r"^Expected `(?:int|float)(?: \| null)?` (?P<sign>[<>]=) (?P<bound>-?\d+)")
_LONG = re.compile(r"^Expected `str(?: \| null)?` of length <= (?P<bound>\d+)")
_EMPTY = re.compile(r"^Expected `str(?: \| null)?` of length >= 1")
_WANTED = re.compile(rf"^Expected `(?P<kind>{'|'.join(_PLAIN)})(?: \| null)?`(?:, got| of length >= 1)")


class Misfit(Exception):
    """A written value is not what it has to be; `at` is its place, `message` says what to write instead."""

    def __init__(self, at: TomlPath, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message

    @property
    def field(self) -> str:
        """The place as people write it: `table[1].from`."""
        return field_name(self.at)


def fit(written: Any, kind: type[T], *, at: TomlPath = ()) -> T:
    """`written` as a `kind`; `at` is where it stands in its text. Raises Misfit for the first thing that is wrong."""
    try:
        return msgspec.convert(written, kind)
    except msgspec.ValidationError as error:
        found = _AT.match(str(error))
        what, steps = (found["what"], found["path"] or "") if found else (str(error), "")
        place = (*at, *(step["key"] or int(step["place"]) for step in _STEP.finditer(steps)))
        if unknown := _UNKNOWN.search(what):
            field = unknown["field"]
            mend = meant(field, _fields(kind))
            raise Misfit(
                (*place, field), saying("`%(field)s` is not a field; %(mend)s", field=field, mend=mend)
            ) from None
        if missing := _MISSING.search(what):
            field = missing["field"]
            raise Misfit((*place, field), saying("`%(field)s` is missing", field=field)) from None
        why = in_plain_words(what, error)
        if not place:
            raise Misfit(place, saying("the whole: %(why)s", why=why)) from None
        raise Misfit(place, saying("`%(field)s`: %(why)s", field=field_name(place), why=why)) from None


def in_plain_words(what: str, error: Exception | None = None) -> str:
    """What msgspec says of a value, as what to write instead where that is known, or what a struct itself says."""
    if error is not None and error.__cause__ is not None and error.__cause__.args:
        said = error.__cause__.args[0]
        if isinstance(said, Saying):
            return said
    if wanted := _WANTED.search(what):
        return next(words for kind, words in _PLAIN.items() if kind == wanted["kind"])
    if found := _BOUND.search(what):
        if found["sign"] == ">=":
            return saying("a number of at least %(bound)s is wanted", bound=found["bound"])
        return saying("a number of at most %(bound)s is wanted", bound=found["bound"])
    if found := _LONG.search(what):
        return saying("a text of at most %(bound)s letters is wanted", bound=found["bound"])
    if _EMPTY.search(what):
        return saying("a text that is not empty is wanted")
    return f"{what[:1].lower()}{what[1:]}"


def meant(word: str, known: Iterable[str]) -> str:
    """What to write instead of a word that is not known."""
    words = list(known)
    if close := nearest(word, words):
        return saying("did you mean `%(word)s`?", word=close)
    shown = ", ".join(f"`{one}`" for one in words[:_MOST_SHOWN])
    if len(words) > _MOST_SHOWN:
        return saying("known are %(words)s and %(more)s more", words=shown, more=len(words) - _MOST_SHOWN)
    return saying("known are %(words)s", words=shown)


def field_name(at: TomlPath) -> str:
    """A place as people write it: `table[1].from`."""
    name = ""
    for part in at:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _fields(kind: type) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [field.encode_name for field in msgspec.structs.fields(kind)]
    return []
