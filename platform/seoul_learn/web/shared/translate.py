"""Texts in the reader's language: gettext catalogues, read from their .po files when the process starts.

English sentences are the message ids. Each language has a folder in `locales/` with one file for each part of the
platform, so that whoever writes a page translates it in that part's file.
"""

import gettext
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import structlog
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from seoul_learn.kit.saying import Saying
from seoul_learn.kit.text import pick

LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"
LANGUAGES = frozenset({SOURCE_LANGUAGE, *(folder.name for folder in LOCALES.iterdir() if folder.is_dir())})
"""Every language the platform has texts in."""

_log = structlog.get_logger()


def N_(message_id: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a text in Python for extraction; whoever shows it translates it."""
    return message_id


class Translator:
    """The texts of one language. A text that is missing is English, and is reported once by every process."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue
        catalogue.add_fallback(_Reporting(language))

    def gettext(self, message: str) -> str:
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self._catalogue.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._catalogue.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        return self._catalogue.npgettext(context, singular, plural, n)

    def tell(self, message_id: str, **values: object) -> str:
        """A refusal's sentence with its values in place, each said in this language where it can be."""
        text = self.gettext(message_id)
        return text % {name: self.told(value) for name, value in values.items()} if values else text

    def told(self, value: object) -> object:
        """A saying in this language, of a text in several languages the one in this; anything else as it is."""
        if isinstance(value, Saying):
            return self.tell(value.message_id, **value.values)
        return pick(value, self.language) if isinstance(value, Mapping) else value


class _Reporting(gettext.NullTranslations):
    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._reported: set[str] = set()

    def gettext(self, message: str) -> str:
        self._report(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._report(msgid1)
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)

    def _report(self, message: str) -> None:
        if self._language != SOURCE_LANGUAGE and message and message not in self._reported:
            self._reported.add(message)
            _log.warning("translation.missing", language=self._language, message=message)


@lru_cache(maxsize=64)
def translator(language: str) -> Translator:
    """The texts of a language; a language without a catalogue is English, each text of it reported."""
    catalogue = read_catalogue(language)
    if catalogue is None:
        return Translator(language, gettext.NullTranslations())
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator(language, gettext.GNUTranslations(compiled))


def read_catalogue(language: str) -> Catalog | None:
    """Every part of a language's catalogue as one, or None when there is none."""
    files = sorted((LOCALES / language).glob("*.po")) if language in LANGUAGES else []
    if not files:
        return None
    whole: Catalog | None = None
    for path in files:
        with path.open("rb") as file:
            part = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
        if whole is None:
            whole = part
            continue
        for message in part:
            if message.id and message.string:
                whole[message.id] = message
    return whole


def missing_translations(language: str, wanted: frozenset[str | tuple[str, str]]) -> list[str]:
    """Which of the wanted message ids (a pair for a plural) a language has no text for, in order."""
    catalogue = read_catalogue(language)
    if language == SOURCE_LANGUAGE:
        return []
    found = {message.id for message in catalogue or () if message.id and message.string and not message.fuzzy}
    singular = {message_id[0] if isinstance(message_id, tuple) else message_id for message_id in found}
    return sorted({_first(message_id) for message_id in wanted} - singular)


def _first(message_id: str | tuple[str, str]) -> str:
    return message_id[0] if isinstance(message_id, tuple) else message_id
