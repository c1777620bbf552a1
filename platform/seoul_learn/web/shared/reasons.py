"""Why a determination came out as it did, in the reader's words: the plugin's sentence with the values that counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.eligibility.ask_criterion import BROKEN
from seoul_learn.tenant_plane.eligibility.record import Reason
from seoul_learn.web.shared.formats import Formats, formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import translator

_AMOUNTS = frozenset({"value", "limit", "base", "amount", "gross", "less"})
"""The names under which criteria hand over what is counted in their `unit`."""


def reason_words(plugins: Plugins, reason: Reason, reader: Looking, *, facts: FactCatalogue) -> str:
    """The sentence of a reason. A plugin that is no longer installed leaves the city's own label."""
    if reason.message == BROKEN:
        return translator(reader.language).gettext("This could not be checked by computer. An officer checks it.")
    strings = plugins.strings.get(reason.use, {})
    texts = {language: messages[reason.message] for language, messages in strings.items() if reason.message in messages}
    sentence = pick(texts, reader.language, reader.default_language)
    if not sentence:
        return pick(reason.label, reader.language, reader.default_language)
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    values = {name: _shown(name, value, reason.values, facts, reader, formats) for name, value in reason.values.items()}
    return sentence.format_map(_Lenient(values))


class _Lenient(dict[str, str]):
    """A sentence of a newer plugin may name a value that an older record does not have."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(
    name: str, value: Any, values: Mapping[str, Any], facts: FactCatalogue, reader: Looking, formats: Formats
) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(name, one, values, facts, reader, formats) for one in value)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        currency = str(values.get("unit", "")).partition("/")[0]
        # Other units are words: years, children, choice.
        return formats.money(value, currency) if currency.isupper() and name in _AMOUNTS else formats.number(value)
    if isinstance(value, date):
        return formats.date(value)
    text = str(value)
    try:
        return formats.date(date.fromisoformat(text))  # a record keeps days as text
    except ValueError:
        return _named(text, facts, reader)


def _named(code: str, facts: FactCatalogue, reader: Looking) -> str:
    """A choice or place by its name, wherever the tenant's facts know the code."""
    for fact in facts.names():
        if code in facts[fact].choices:
            return pick(facts[fact].choices[code], reader.language, reader.default_language)
    if code in ("yes", "no"):
        say = translator(reader.language).gettext
        return say("Yes") if code == "yes" else say("No")
    return code
