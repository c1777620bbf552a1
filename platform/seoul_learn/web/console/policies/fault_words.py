"""Faults of a text in the reader's language: the platform's own from its catalogues, a criterion's from its strings.

What a configuration refuses about itself is raised in English; a plugin that wants it said in other languages writes
the same sentence under `[fault]` of its strings, with {names} for what varies in it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from seoul_learn.kit.saying import Saying
from seoul_learn.plugin_api.strings import Strings
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import translator

_NAME = re.compile(r"\\\{(\w+)\\\}")
_FAULT = "fault."


def told_faults(faults: Sequence[LineFault], strings: Mapping[str, Strings], reader: Looking) -> tuple[LineFault, ...]:
    """The same faults, to be read by an officer."""
    return tuple(msgspec.structs.replace(one, message=told_fault(one.message, strings, reader)) for one in faults)


def told_fault(message: str, strings: Mapping[str, Strings], reader: Looking) -> str:
    """One of them."""
    return str(_told(message, strings, reader.language))


def _told(value: Any, strings: Mapping[str, Strings], language: str) -> Any:
    if isinstance(value, Saying):
        use = value.values.get("use")  # the criterion that says so, where one does: others say the like of other things
        of = {use: strings[use]} if isinstance(use, str) and use in strings else strings
        values = {name: _told(one, of, language) for name, one in value.values.items()}
        return translator(language).tell(value.message_id, **values)
    if isinstance(value, str) and " " in value:
        return next((said for of in strings.values() if (said := _of_plugin(value, of, language))), value)
    return value


def _of_plugin(text: str, strings: Strings, language: str) -> str:
    english, wanted = strings.get("en", {}), strings.get(language, {})
    for key, sentence in english.items():
        if key.startswith(_FAULT) and key in wanted and (found := _pattern(sentence).fullmatch(text)):
            return wanted[key].format(**found.groupdict())
    return ""


@lru_cache(maxsize=256)
def _pattern(sentence: str) -> re.Pattern[str]:
    # A message is told within another one, and begins with a small letter there.
    seen: set[str] = set()

    def hole(found: re.Match[str]) -> str:
        again = found[1] in seen
        seen.add(found[1])
        return f"(?P={found[1]})" if again else f"(?P<{found[1]}>.+)"

    return re.compile(_NAME.sub(hole, re.escape(sentence)), re.IGNORECASE)
