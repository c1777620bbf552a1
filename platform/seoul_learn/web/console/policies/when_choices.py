"""For whom something is, as a choice: everybody who is eligible, a criterion, or a rule with a name of its own."""

from collections.abc import Mapping
from typing import Any

from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.web.console.policies.rule_words import ALL_ELIGIBLE, inline_words, label_of, rules_in
from seoul_learn.web.shared.forms import Choice
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import translator


def when_choices(document: Mapping[str, Any], written: str, reader: Looking, *, nobody: str = "") -> tuple[Choice, ...]:
    """What can be chosen, with what is written now; `nobody` is what none of them is called, where that may be."""
    say = translator(reader.language).gettext
    fallback = reader.default_language
    first = Choice("", say(nobody)) if nobody else Choice(ELIGIBLE, say(ALL_ELIGIBLE))
    named = [one for one in (*rules_in(document), *document.get("criteria", {})) if one != ELIGIBLE]
    labels = {one: label_of(document, one, language=reader.language, fallback=fallback) for one in named}
    choices = [first, *(Choice(one, label if label == one else f"{label} ({one})") for one, label in labels.items())]
    if written and written not in [choice.value for choice in choices]:
        choices.append(Choice(written, inline_words(document, written, language=reader.language, fallback=fallback)))
    return tuple(choices)
