"""Facts in the reader's words: the question, and what was answered."""

from datetime import date

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.facts import FactDefinition, FactType, FactValue
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import translator


def question_of(definition: FactDefinition, reader: Looking) -> str:
    """The question in the reader's language."""
    return pick(definition.question, reader.language, reader.default_language)


def value_in_words(definition: FactDefinition, value: FactValue, reader: Looking) -> str:
    """An answer as a person would say it."""
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    say = translator(reader.language).gettext

    def choice(code: str) -> str:
        return pick(definition.choices.get(code, {}), reader.language, reader.default_language) or code

    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    if isinstance(value, date):
        return formats.date(value)
    if isinstance(value, int):
        return formats.money(value) if definition.type is FactType.MONEY else formats.number(value)
    if isinstance(value, tuple):
        return ", ".join(choice(code) for code in value) or say("None of these")
    return choice(value)
