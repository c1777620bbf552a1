"""A fact as fields of a form, and the fields back as what was typed: the same for residents and for officers."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from seoul_learn.kit.money import minor_units, written_amount
from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.facts import FactDefinition, FactType, FactValue
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, joined_date, split_date
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import translator

FIELD = "answer"
_RADIOS_UP_TO = 8


class FactField(msgspec.Struct, frozen=True, kw_only=True):
    """How a fact is asked for. `kind` is date, number, money, radios, checkboxes or select.

    `more` are choices that no criterion asks about: they can be chosen, and are folded away.
    Money has `cents` where it may be typed with a fraction, and the `unit` that stands behind the field.
    """

    kind: str
    question: str
    help: str
    choices: tuple[Choice, ...]
    document: str
    more: tuple[Choice, ...] = ()
    unit: str = ""
    cents: bool = False


def field_of(definition: FactDefinition, reader: Looking, *, named: Collection[str] = ()) -> FactField:
    """The field of a fact, in the reader's language. Where several can be chosen, those `named` by a policy come first.

    The others stay within reach, so that to choose none of them is an answer about all: it holds under later versions.
    """

    def text(texts: Mapping[str, str]) -> str:
        return pick(texts, reader.language, reader.default_language)

    choices = [Choice(code, text(texts)) for code, texts in definition.choices.items()]
    if definition.type is FactType.BOOLEAN:
        say = translator(reader.language).gettext
        choices = [Choice("yes", say("Yes")), Choice("no", say("No"))]
    asked = [choice for choice in choices if choice.value in named]
    folds = definition.type is FactType.CHOICES and 0 < len(asked) < len(choices) - 1
    return FactField(
        kind=_kind(definition, len(choices)),
        question=text(definition.question),
        help=text(definition.help),
        choices=tuple(asked if folds else choices),
        more=tuple(choice for choice in choices if choice.value not in named) if folds else (),
        document=text(definition.documents),
        unit=formats_for(reader.language, reader.timezone, reader.currency).unit_of_money()
        if definition.type is FactType.MONEY
        else "",
        cents=definition.type is FactType.MONEY and minor_units(reader.currency) > 1,
    )


def typed_values(definition: FactDefinition, typed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What was typed or ticked, as `FactCatalogue.parse` takes it."""
    if definition.type is FactType.DATE:
        parts = {name: values[0] for name, values in typed.items() if values}
        return (joined_date(parts, FIELD),)
    return tuple(typed.get(FIELD, ()))


def as_typed(definition: FactDefinition, value: FactValue | None, *, currency: str) -> dict[str, str | Sequence[str]]:
    """The fields as they look when this value was typed before."""
    if value is None:
        return {}
    if definition.type is FactType.DATE:
        return dict(split_date(str(value), FIELD))
    if isinstance(value, tuple):
        return {FIELD: value or ("",)}
    if isinstance(value, bool):
        return {FIELD: "yes" if value else "no"}
    if isinstance(value, int) and definition.type is FactType.MONEY:
        return {FIELD: written_amount(value, currency)}
    return {FIELD: str(value)}


def _kind(definition: FactDefinition, choices: int) -> str:
    match definition.type:
        case FactType.DATE:
            return "date"
        case FactType.WHOLE_NUMBER:
            return "number"
        case FactType.MONEY:
            return "money"
        case FactType.CHOICES:
            return "checkboxes"
        case FactType.CHOICE | FactType.BOOLEAN:
            return "radios"
        case FactType.PLACE:
            return "radios" if choices <= _RADIOS_UP_TO else "select"
