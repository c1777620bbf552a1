"""Every text is there in Korean, keeps its placeholders in every language, and none is missing in silence."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from structlog.testing import capture_logs

from infra.i18n import find_texts, report
from seoul_learn.web.shared.translate import LANGUAGES, LOCALES, SOURCE_LANGUAGE, Translator, read_catalogue, translator

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_TRANSLATED = sorted(LANGUAGES - {SOURCE_LANGUAGE})


def test_every_text_is_there_in_korean() -> None:
    assert report("ko") == []


@pytest.mark.parametrize("language", sorted(set(_TRANSLATED) - {"ko"}))
def test_what_another_language_misses_is_named_and_none_of_it_is_a_resident_s(language: str) -> None:
    missing = report(language)
    print("\n".join(missing))  # noqa: T201  # shown with -rP, and by `infra/i18n.py check`
    assert [line for line in missing if "/web/portal/" in line or "/web/shared/" in line] == []


@pytest.mark.parametrize("language", _TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for message in read_catalogue(language) or ():
        if not message.id:
            continue
        # The last of the texts is the plural, which is the one that must carry the number.
        source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for string in strings:
            assert set(_PLACEHOLDER.findall(string or "")) == set(_PLACEHOLDER.findall(source)), source


@pytest.mark.parametrize("language", _TRANSLATED)
def test_no_text_is_translated_twice_in_different_words(language: str) -> None:
    said: dict[object, tuple[str, object]] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    key = (message.context, message.id if isinstance(message.id, str) else message.id[0])
                    first = said.setdefault(key, (path.stem, message.string))
                    assert first[1] == message.string, f"{message.id}: {first[0]} and {path.stem} differ"


def test_texts_are_found_in_templates_python_and_refusals() -> None:
    places = {text.message: Path(text.place.rpartition(":")[0]).suffix for text in find_texts()}
    assert places["Skip to the main content"] == ".html"
    assert places["We cannot find this page"] == ".py"
    assert places["We cannot find this page."] == ".py"


def test_no_catalogue_keeps_a_text_that_nobody_says_any_more() -> None:
    said = {text.message for text in find_texts()}
    kept = [message.id if isinstance(message.id, str) else message.id[0] for message in read_catalogue("ko") or ()]
    assert [message for message in kept if message and message not in said] == []


def test_a_missing_text_is_english_and_reported_once() -> None:
    told = translator("ko")
    with capture_logs() as logs:
        assert told.gettext("A text that nobody translated, for this test") == (
            "A text that nobody translated, for this test"
        )
        told.gettext("A text that nobody translated, for this test")
    assert [(line["event"], line["language"]) for line in logs] == [("translation.missing", "ko")]


def test_english_needs_no_catalogue_and_reports_nothing() -> None:
    english: Translator = translator("en")
    with capture_logs() as logs:
        assert english.ngettext("%(n)s place", "%(n)s places", 1) == "%(n)s place"
        assert english.tell("At most %(most)s.", most=3) == "At most 3."
    assert logs == []
