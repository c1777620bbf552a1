"""What is known of an applicant: typed facts, who vouches for each, and what may be answered at all."""

import enum
from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from seoul_learn.kit.money import minor_units, read_amount, written_amount

Text = Mapping[str, str]
FactValue = bool | int | str | date | tuple[str, ...]
_NO_CENTS = "KRW"
_MOST = 10**15
"""Above any number that a fact without a bound of its own can be."""


class FactType(enum.StrEnum):
    """How a fact is asked for and compared. Money is kept in minor units of the tenant's currency."""

    DATE = "date"
    WHOLE_NUMBER = "whole_number"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    PLACE = "place"


class Assurance(enum.IntEnum):
    """How far a fact is vouched for; a higher one includes the lower."""

    DECLARED = 1
    DOCUMENTED = 2
    ATTESTED = 3


class Sensitivity(enum.IntEnum):
    """How much asking for it intrudes. Less sensitive facts are asked for first."""

    NONE = 0
    PERSONAL = 1
    SENSITIVE = 2


class FactDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the fact catalogue. `cost` is the family's trouble in answering, from 1 to 5.

    `future` lets a day lie ahead, such as the last one of a benefit. A fact `of_each` answer of another one that is
    answered by choosing is told of each answer apart: `household.benefits_since.housing`. A
    tenant may set the bounds of a number otherwise for itself, within `widest` where they may be wider than these.
    """

    name: str
    type: FactType
    question: dict[str, str]
    help: dict[str, str] = {}
    choices: dict[str, dict[str, str]] = {}
    minimum: int | None = None
    maximum: int | None = None
    future: bool = False
    of_each: str | None = None
    widest: tuple[int, int] | None = None
    cost: int = 1
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    documents: dict[str, str] = {}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A value and who vouched for it: the applicant herself, a document, or an official source."""

    name: str
    value: FactValue
    assurance: Assurance = Assurance.DECLARED
    source: str = "applicant"
    checked_at: date | None = None
    valid_until: date | None = None

    def assurance_on(self, day: date) -> Assurance:
        """What the fact counts for on a day: an attestation that has run out is a declaration again."""
        if self.valid_until is not None and day > self.valid_until:
            return Assurance.DECLARED
        return self.assurance


class FactRefused(Exception):
    """An answer outside what the fact can be; the message id is English text for the reader to see translated."""

    def __init__(self, message_id: str, **values: object) -> None:
        super().__init__(message_id % values if values else message_id)
        self.message_id = message_id
        self.values = values


class FactConflict(Exception):
    """Two plugins describe one fact differently."""


class FactCatalogue:
    """The facts that exist, by name; `currency` is that in which money is typed and written."""

    def __init__(self, definitions: Mapping[str, FactDefinition], *, currency: str = _NO_CENTS) -> None:
        self._definitions = dict(definitions)
        self._order = {name: place for place, name in enumerate(self._definitions)}
        self._of_one: dict[str, FactDefinition] = {}
        self.currency = currency

    def __contains__(self, name: str) -> bool:
        return name in self._definitions or self._about_one(name) is not None

    def __getitem__(self, name: str) -> FactDefinition:
        found = self._definitions.get(name) or self._about_one(name)
        if found is None:
            raise KeyError(name)
        return found

    def names(self) -> tuple[str, ...]:
        """Every fact, in the order of the catalogue; one that is told of each answer of another stands there once."""
        return tuple(self._definitions)

    def place(self, name: str) -> int:
        """Where a fact stands in the order of the catalogue."""
        place = self._order.get(name)
        return self._order[name.rpartition(".")[0]] if place is None else place

    def _about_one(self, name: str) -> FactDefinition | None:
        """The fact about one answer of another: the shared question, with the answer before it."""
        if name in self._of_one:
            return self._of_one[name]
        whole = self._definitions.get(name.rpartition(".")[0])
        each = self._definitions.get(whole.of_each) if whole and whole.of_each else None
        answer = each.choices.get(name.rpartition(".")[2]) if each else None
        if whole is None or answer is None:
            return None
        question = {language: f"{answer.get(language, '')}: {text}" for language, text in whole.question.items()}
        found = msgspec.structs.replace(whole, name=name, question=question, of_each=None)
        self._of_one[name] = found
        return found

    def merged(self, additions: tuple[FactDefinition, ...]) -> "FactCatalogue":
        """This catalogue and a plugin's facts. Raises FactConflict for one that is described differently."""
        known = dict(self._definitions)
        for addition in additions:
            if known.setdefault(addition.name, addition) != addition:
                raise FactConflict(f"the fact {addition.name} is described in two ways")
        return FactCatalogue(known, currency=self.currency)

    def in_currency(self, currency: str) -> "FactCatalogue":
        """The same facts for a tenant of that currency."""
        return FactCatalogue(self._definitions, currency=currency)

    def parse(self, name: str, answers: tuple[str, ...], *, as_of: date) -> FactValue:
        """The typed value of what was typed or ticked. Raises FactRefused; KeyError for an unknown fact."""
        definition = self._definitions[name]
        if definition.type is FactType.CHOICES:
            return _parse_choices(definition, answers)
        text = answers[0].strip() if answers else ""
        if not text:
            raise FactRefused("Answer this question, or choose “I don’t know”.")
        if definition.type is FactType.MONEY:
            return _parse_money(definition, text, self.currency)
        return _PARSERS[definition.type](definition, text, as_of)


def _parse_date(definition: FactDefinition, text: str, as_of: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FactRefused("Write a date that exists, such as 2011-05-31.") from None
    if day > as_of and not definition.future:
        raise FactRefused("This date is in the future. Write a day up to today.")
    if day.year < as_of.year - 120:
        raise FactRefused("This date is more than 120 years ago. Check the year.")
    if day.year > as_of.year + 120:
        raise FactRefused("This date is more than 120 years ahead. Check the year.")
    return day


def _parse_number(definition: FactDefinition, text: str, _: date) -> int:
    digits = text.replace(",", "").replace(" ", "")
    if not digits.removeprefix("-").isdecimal() or len(digits) > 24:
        raise FactRefused("Write a whole number in digits.")
    return _bounded(definition, int(digits), str)


def _parse_money(definition: FactDefinition, text: str, currency: str) -> int:
    amount = read_amount(text, currency) if len(text) <= 24 else None
    if amount is None and minor_units(currency) == 1:
        raise FactRefused("Write a whole number in digits.")
    if amount is None:
        raise FactRefused("Write the amount in digits, such as 1696 or 1696.50.")
    return _bounded(definition, amount, lambda minor: written_amount(minor, currency))


def _bounded(definition: FactDefinition, number: int, written: Callable[[int], str]) -> int:
    most = _MOST if definition.maximum is None else definition.maximum
    least = -_MOST if definition.minimum is None else definition.minimum
    if number < least:
        raise FactRefused("Write a number of at least %(minimum)s.", minimum=written(least))
    if number > most:
        raise FactRefused("Write a number of at most %(maximum)s.", maximum=written(most))
    return number


def _parse_choice(definition: FactDefinition, text: str, _: date) -> str:
    if text not in definition.choices:
        raise FactRefused("Choose one of the answers on this page.")
    return text


def _parse_choices(definition: FactDefinition, answers: tuple[str, ...]) -> tuple[str, ...]:
    chosen = {answer for answer in answers if answer}
    if chosen and "" in answers:
        raise FactRefused("You chose “None of these” and something else. Choose one or the other.")
    if not chosen <= set(definition.choices):
        raise FactRefused("Choose from the answers on this page.")
    return tuple(sorted(chosen))


def _parse_boolean(_definition: FactDefinition, text: str, _: date) -> bool:
    if text not in {"yes", "no"}:
        raise FactRefused("Choose yes or no.")
    return text == "yes"


def _parse_place(definition: FactDefinition, text: str, _: date) -> str:
    known = not definition.choices or text in definition.choices
    if not known or not text.replace("-", "").isalnum() or len(text) > 20:
        raise FactRefused("Choose a place from the list.")
    return text


_PARSERS: Mapping[FactType, Callable[[FactDefinition, str, date], FactValue]] = {
    FactType.DATE: _parse_date,
    FactType.WHOLE_NUMBER: _parse_number,
    FactType.CHOICE: _parse_choice,
    FactType.BOOLEAN: _parse_boolean,
    FactType.PLACE: _parse_place,
}
