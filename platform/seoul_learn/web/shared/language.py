"""Which language a page is in, and the local path that a reader comes back to."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from seoul_learn.web.shared.translate import LANGUAGES


def choose_language(
    languages: Sequence[str], *, default: str, chosen: str | None, of_person: str | None, accepted: str
) -> str:
    """The reader's choice, else the person's, else the best of `Accept-Language`, else the tenant's default.

    Only a language that the tenant offers is ever chosen.
    """
    for wanted in (chosen, of_person):
        if wanted in languages:
            return str(wanted)
    return _best_accepted(accepted, tuple(languages)) or default


@lru_cache(maxsize=64)
def own_name(language: str) -> str:
    """A language's name in itself: 한국어, English, Tiếng Việt."""
    return _locale(language).get_display_name() or language


@lru_cache(maxsize=64)
def html_language(language: str) -> str:
    """The code as HTML writes it: zh_Hans is zh-Hans."""
    return language.replace("_", "-")


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return _locale(language).text_direction


def known_language(language: str) -> bool:
    """True for a language that the platform has a catalogue of."""
    return language in LANGUAGES


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


@lru_cache(maxsize=1024)
def _best_accepted(header: str, languages: tuple[str, ...]) -> str | None:
    wanted: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        code, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        wanted.append((-quality, code.strip().lower().replace("_", "-")))
    by_code = {language.lower().replace("_", "-"): language for language in languages}
    for quality, code in sorted(wanted, key=lambda pair: pair[0]):
        if quality < 0:
            for known, language in by_code.items():
                if code == known or code.split("-")[0] == known.split("-")[0]:
                    return language
    return None
