"""The form of a criterion, made from the struct that configures it, and what was typed read back as TOML values."""

import enum
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import inspect

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.config import field_marks
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.facts import FactCatalogue, FactType
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.strings import Strings
from seoul_learn.tenant_plane.eligibility.edit_text import one_line
from seoul_learn.web.console.policies.config_words import hint_of, word_of
from seoul_learn.web.shared.forms import Choice, Fault, joined_date, split_date
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

PREFIX = "config-"
_LONG = 30
_NOT_A_NUMBER = N_("Write a whole number in digits.")
_NOT_A_PERCENTAGE = N_("Write a number such as 60 or 133.5.")
_NOT_A_DEDUCTION = N_("Write one on each line, like: fact = \"household.income\", percent = 20")
_NOT_A_DATE = N_("Write a date that exists, such as 2011-05-31.")
_NEEDED = N_("Fill this in: the criterion cannot do without it.")


class ConfigKind(enum.StrEnum):
    """How a field is asked for."""

    NUMBER = "number"
    NUMBERS = "numbers"
    DECIMAL = "decimal"
    TABLES = "tables"
    TEXT = "text"
    TEXTS = "texts"
    DATE = "date"
    TICK = "tick"
    SELECT = "select"
    CHECKBOXES = "checkboxes"


class ConfigField(msgspec.Struct, frozen=True, kw_only=True):
    """One field: `id` in the form, `name` in the text. `decides` marks one on which the choices of others hang,
    `usual` one that few laws set otherwise than it is without being written."""

    id: str
    name: str
    label: str
    hint: str
    kind: ConfigKind
    required: bool
    choices: tuple[Choice, ...]
    long: bool
    decides: bool
    usual: bool


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """What fields choose from."""

    facts: FactCatalogue
    standards: Standards
    strings: Mapping[str, Strings]


def config_fields(
    criterion: Criterion, written: Mapping[str, Any], catalogue: Catalogue, reader: Looking
) -> tuple[ConfigField, ...]:
    """The fields in the order of the struct; `written` is what the text says now, which some choices hang on."""
    kind = criterion.config
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)  # noqa: S101  # the contract of a plugin
    marks = field_marks(kind)
    hung = {str(mark[key]) for mark in marks.values() for key in _HANGS if key in mark}
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(kind)}
    fields = []
    for field in described.fields:
        mark = marks[field.name]
        plain, description = _plain(field.type)
        choices = _choices(plain, mark, {**defaults, **written}, catalogue, reader)
        shape = _shape(plain, bool(choices))
        default = defaults[field.encode_name]
        if shape is ConfigKind.SELECT and not field.required and default is None and choices:
            choices = (Choice("", word_of("", reader)), *choices)
        if not choices and _HANGING & mark.keys() and field.encode_name not in written:
            continue  # the table that is chosen has no columns, or no groups
        fields.append(
            ConfigField(
                id=f"{PREFIX}{field.encode_name}",
                name=field.encode_name,
                label=_label(criterion, field.encode_name, catalogue, reader),
                hint=hint_of(description, reader),
                kind=shape,
                required=field.required,
                choices=choices,
                long=len(choices) > _LONG,
                decides=field.name in hung,
                usual=not field.required and default is not None and field.encode_name not in written,
            )
        )
    return tuple(fields)


def as_typed(fields: Sequence[ConfigField], criterion: Criterion, written: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values for what the text says; where it says nothing, what the criterion takes then."""
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(criterion.config)}
    values: dict[str, Any] = {}
    for field in fields:
        value = written.get(field.name, defaults[field.name])
        if value is None or value is msgspec.NODEFAULT:
            continue
        value = value.value if isinstance(value, enum.Enum) else value
        if field.kind is ConfigKind.DATE:
            values |= split_date(str(value), field.id)
        elif field.kind is ConfigKind.TICK:
            values[field.id] = "yes" if value else ""
        elif field.kind is ConfigKind.CHECKBOXES:
            values[field.id] = tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)
        elif field.kind in (ConfigKind.TEXTS, ConfigKind.NUMBERS):
            values[field.id] = "\n".join(str(one) for one in value)
        elif field.kind is ConfigKind.TABLES:
            values[field.id] = "\n".join(one_line(one) for one in value if isinstance(one, dict))
        else:
            values[field.id] = str(value)
    return values


def read_config(
    fields: Sequence[ConfigField], criterion: Criterion, sent: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What was typed as it is written in the text, without what the criterion takes anyway; and what is no value."""
    defaults = {
        field.encode_name: msgspec.to_builtins(field.default, builtin_types=(date,))
        for field in msgspec.structs.fields(criterion.config)
        if field.default is not msgspec.NODEFAULT
    }
    written: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in fields:
        value, fault = _read(field, sent)
        if fault is None and field.required and value in (None, "", []):
            fault = _NEEDED
        if fault is not None:
            faults.append(Fault(field.id, fault))
        elif value not in (None, "") and value != _listed(defaults.get(field.name, [])):
            written[field.name] = value
    return written, tuple(faults)


_HANGS = ("choice_of_field", "column_of", "group_of")
_HANGING = frozenset({"column_of", "group_of"})


def _read(field: ConfigField, sent: Mapping[str, Sequence[str]]) -> tuple[Any, str | None]:
    typed = [one.strip() for one in sent.get(field.id, ())]
    text = next(iter(typed), "")
    match field.kind:
        case ConfigKind.TICK:
            return text == "yes", None
        case ConfigKind.CHECKBOXES:
            return [one for one in typed if one], None
        case ConfigKind.NUMBER:
            return _number(text)
        case ConfigKind.DECIMAL:
            return _decimal(text)
        case ConfigKind.TABLES:
            return _tables(text)
        case ConfigKind.NUMBERS:
            read = [_number(line.strip()) for line in text.splitlines() if line.strip()]
            return [number for number, _ in read], next((fault for _, fault in read if fault), None)
        case ConfigKind.TEXTS:
            return [line.strip() for line in text.splitlines() if line.strip()], None
        case ConfigKind.DATE:
            return _date(joined_date({name: values[0] for name, values in sent.items() if values}, field.id))
        case _:
            return text or None, None


def _number(text: str) -> tuple[int | None, str | None]:
    digits = text.replace(",", "").replace(" ", "")
    if not digits:
        return None, None
    if not digits.removeprefix("-").isdecimal() or len(digits) > 18:
        return None, _NOT_A_NUMBER
    return int(digits), None


def _decimal(text: str) -> tuple[int | float | None, str | None]:
    """A number as the text of a policy writes it; its shortest spelling is what was typed."""
    if not text:
        return None, None
    whole, point, part = text.partition(".")
    if not whole.isdecimal() or (point and not part.isdecimal()) or len(text) > 12:
        return None, _NOT_A_PERCENTAGE
    return (float(text) if part.strip("0") else int(whole)), None


def _tables(text: str) -> tuple[list[dict[str, Any]], str | None]:
    """Tables, one on each line, as the text of a policy writes them between braces."""
    try:
        return [tomllib.loads(f"one = {{ {line} }}")["one"] for line in text.splitlines() if line.strip()], None
    except tomllib.TOMLDecodeError:
        return [], _NOT_A_DEDUCTION


def _date(text: str) -> tuple[date | None, str | None]:
    if not text:
        return None, None
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, _NOT_A_DATE


def _plain(described: inspect.Type) -> tuple[inspect.Type, str]:
    """The type behind `| None` and annotations, and what its annotation says of it."""
    description = ""
    while True:
        if isinstance(described, inspect.Metadata):
            description = str((described.extra_json_schema or {}).get("description", description))
            described = described.type
        elif isinstance(described, inspect.UnionType):
            described = next(one for one in described.types if not isinstance(one, inspect.NoneType))
        else:
            return described, description


def _shape(plain: inspect.Type, chooses: bool) -> ConfigKind:
    if isinstance(plain, inspect.VarTupleType | inspect.ListType):
        if chooses:
            return ConfigKind.CHECKBOXES
        member, _ = _plain(plain.item_type)
        if isinstance(member, inspect.StructType):
            return ConfigKind.TABLES
        return ConfigKind.NUMBERS if isinstance(member, inspect.IntType) else ConfigKind.TEXTS
    if chooses:
        return ConfigKind.SELECT
    kinds: dict[type[inspect.Type], ConfigKind] = {
        inspect.IntType: ConfigKind.NUMBER,
        inspect.DecimalType: ConfigKind.DECIMAL,
        inspect.BoolType: ConfigKind.TICK,
        inspect.DateType: ConfigKind.DATE,
    }
    return kinds.get(type(plain), ConfigKind.TEXT)


def _choices(
    plain: inspect.Type, mark: Mapping[str, Any], said: Mapping[str, Any], catalogue: Catalogue, reader: Looking
) -> tuple[Choice, ...]:
    if isinstance(plain, inspect.VarTupleType | inspect.ListType):
        plain, _ = _plain(plain.item_type)
    if isinstance(plain, inspect.LiteralType):
        return tuple(Choice(str(value), word_of(str(value), reader)) for value in plain.values)
    if isinstance(plain, inspect.EnumType):
        return tuple(Choice(str(one.value), word_of(str(one.value), reader)) for one in plain.cls)
    facts, standards = catalogue.facts, catalogue.standards
    if mark.get("names") == "fact":
        types = mark.get("types", ())
        fitting = [name for name in facts.names() if not types or facts[name].type in types]
        return tuple(Choice(name, f"{_said(facts[name].question, reader)} ({name})") for name in fitting)
    if mark.get("names") == "standard":
        return tuple(Choice(one, one) for one in standards.ids())
    fact = mark.get("choice_of") or said.get(str(mark.get("choice_of_field")))
    if fact and fact in facts and mark.get("yes_or_no") and facts[fact].type is FactType.BOOLEAN:
        say = translator(reader.language).gettext
        return (Choice("yes", say("Yes")), Choice("no", say("No")))
    if fact and fact in facts:
        return tuple(Choice(code, _said(words, reader) or code) for code, words in facts[str(fact)].choices.items())
    for key, of in (("column_of", standards.columns), ("group_of", standards.groups)):
        if key in mark:
            standard = said.get(str(mark[key]))
            return tuple(Choice(one, one) for one in of(str(standard)))
    return ()


def _label(criterion: Criterion, name: str, catalogue: Catalogue, reader: Looking) -> str:
    strings = catalogue.strings.get(criterion.manifest.name, {})
    texts = {language: messages.get(f"field.{name}", "") for language, messages in strings.items()}
    return pick(texts, reader.language, "en") or name


def _said(texts: Mapping[str, str], reader: Looking) -> str:
    return pick(texts, reader.language, reader.default_language)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
