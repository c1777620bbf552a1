"""What a configuration refers to: facts, official tables, and codes that facts can have. A misspelt one says so.

A field tells by its annotation: `Meta(extra={"names": "fact"})`, with `"types": ("money",)` for those that fit;
`{"names": "standard"}`; `{"column_of": "standard"}` and `{"group_of": "standard"}`, after the field that names the
table; `{"choice_of": "learner.categories"}`, or `{"choice_of_field": "fact"}` where another field names the fact, with
`"yes_or_no": True` where that may be one of truth; `{"names": "currency"}` of a unit, which has to be in the tenant's.

A configuration whose codes are told by several facts names them by a property `told_by`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.config import field_marks
from seoul_learn.plugin_api.facts import FactCatalogue, FactType
from seoul_learn.plugin_api.fit import Misfit, meant
from seoul_learn.plugin_api.periods import unit_of
from seoul_learn.plugin_api.standards import Standards

YES_OR_NO = ("yes", "no")

def misfits_of(
    config: msgspec.Struct, facts: FactCatalogue, standards: Standards, *, currency: str | None = None
) -> tuple[Misfit, ...]:
    """Every word of a configuration that refers to nothing, at its place within the configuration.

    With the tenant's `currency`, also every unit and table that is in another one.
    """
    foreign = _foreign(config, currency, standards) if currency is not None else ()
    return (*_misfits(config, facts, standards), *foreign)


def named_codes(config: msgspec.Struct) -> dict[str, tuple[str, ...]]:
    """The codes that a configuration tells apart, by the fact that can have them."""
    named: dict[str, tuple[str, ...]] = {}
    for _, word, mark in _words(config):
        for fact in _telling(config, mark):
            named[fact] = (*named.get(fact, ()), word)
    return named


def _misfits(config: msgspec.Struct, facts: FactCatalogue, standards: Standards) -> Iterator[Misfit]:
    for at, word, mark in _words(config):
        if telling := _telling(config, mark):
            fact = telling[0]
            told: Mapping[str, Any] = {code: None for one in telling if one in facts for code in facts[one].choices}
            # A fact that is yes or no has no codes of its own: its words are these two, or sources.
            if mark.get("yes_or_no") and fact in facts and facts[fact].type is FactType.BOOLEAN:
                told = dict.fromkeys(YES_OR_NO)
            if told and word not in told:
                message = "`%(word)s` is not an answer to %(fact)s; %(mend)s"
                yield Misfit(at, saying(message, word=word, fact=fact, mend=meant(word, told)))
        elif mark.get("names") == "fact":
            yield from _wrong_fact(at, word, mark, facts)
        elif mark.get("names") == "standard":
            if word not in standards:
                mend = meant(word, standards.ids())
                yield Misfit(at, saying("`%(word)s` is not an official table; %(mend)s", word=word, mend=mend))
            else:
                yield from _left_open(config, word, standards)
        elif field := mark.get("column_of"):
            yield from _not_of(at, word, "column", str(getattr(config, field)), standards)
        elif field := mark.get("group_of"):
            yield from _not_of(at, word, "group", str(getattr(config, field)), standards)


def _foreign(config: msgspec.Struct, currency: str, standards: Standards) -> Iterator[Misfit]:
    """Amounts in another currency than the tenant's: nothing converts them, so every comparison would be wrong."""
    for at, word, mark in _words(config):
        if mark.get("names") == "currency":
            unit = unit_of(word)
            if unit is not None and unit.currency != currency:
                mend = f"{currency}{word.removeprefix(unit.currency)}"
                message = "`%(word)s` is in %(currency)s, and the city counts in %(own)s; write `%(mend)s`"
                yield Misfit(at, saying(message, word=word, currency=unit.currency, own=currency, mend=mend))
        elif mark.get("names") == "standard":
            said = standards.currency(word)
            if said is not None and said != currency:
                message = "`%(word)s` is in %(currency)s, and the city counts in %(own)s; choose what is in %(own)s"
                yield Misfit(at, saying(message, word=word, currency=said, own=currency))


def _wrong_fact(at: TomlPath, word: str, mark: dict[str, Any], facts: FactCatalogue) -> Iterator[Misfit]:
    types = mark.get("types", ())
    fitting = [name for name in facts.names() if not types or facts[name].type in types]
    if word not in facts:
        yield Misfit(at, saying("`%(word)s` is not a fact; %(mend)s", word=word, mend=meant(word, fitting)))
    elif word not in fitting:
        kind = facts[word].type.replace("_", " ")
        wanted = " or ".join(str(one).replace("_", " ") for one in types)
        message = saying(
            "`%(word)s` is of the type %(kind)s, and %(wanted)s is wanted here; %(mend)s",
            word=word, kind=kind, wanted=wanted, mend=meant(word, fitting),
        )  # fmt: skip
        yield Misfit(at, message)


def _left_open(config: msgspec.Struct, standard: str, standards: Standards) -> Iterator[Misfit]:
    """A table of several columns or groups, and a configuration that does not say which."""
    if standards.columns(standard) and getattr(config, "column", "") is None:
        mend = meant("", standards.columns(standard))
        message = "`column` is missing: `%(standard)s` has several columns; %(mend)s"
        yield Misfit(("column",), saying(message, standard=standard, mend=mend))
    if standards.groups(standard) and getattr(config, "group", "") is None and not getattr(config, "group_fact", None):
        mend = meant("", standards.groups(standard))
        message = "`group` or `group_fact` is missing: `%(standard)s` has several groups; %(mend)s"
        yield Misfit(("group",), saying(message, standard=standard, mend=mend))


def _not_of(at: TomlPath, word: str, what: str, standard: str, standards: Standards) -> Iterator[Misfit]:
    known = standards.columns(standard) if what == "column" else standards.groups(standard)
    if standard in standards and word not in known:
        mend = meant(word, known) if known else saying("leave `%(what)s` out, it has none", what=what)
        values = {"word": word, "standard": standard, "mend": mend}
        if what == "column":
            yield Misfit(at, saying("`%(word)s` is not a column of `%(standard)s`; %(mend)s", **values))
        else:
            yield Misfit(at, saying("`%(word)s` is not a group of `%(standard)s`; %(mend)s", **values))


def _telling(config: msgspec.Struct, mark: dict[str, Any]) -> tuple[str, ...]:
    """The facts whose codes a word is one of."""
    field = mark.get("choice_of_field")
    fact = getattr(config, field) if field else mark.get("choice_of")
    if not fact:
        return ()
    told_by: tuple[str, ...] = getattr(config, "told_by", ())
    return told_by or (str(fact),)


def _words(config: msgspec.Struct) -> Iterator[tuple[TomlPath, str, dict[str, Any]]]:
    for field in msgspec.structs.fields(type(config)):
        mark = field_marks(type(config))[field.name]
        value = getattr(config, field.name)
        if isinstance(value, str):
            yield (field.encode_name,), value, mark
        elif isinstance(value, tuple):
            for position, one in enumerate(value):
                if isinstance(one, str):
                    yield (field.encode_name, position), one, mark
                elif isinstance(one, msgspec.Struct):
                    for inner, word, its in _words(one):
                        yield (field.encode_name, position, *inner), word, its
