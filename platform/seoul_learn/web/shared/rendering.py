"""What every template may use besides its view: texts, formats, addresses and the hidden field of forms.

Templates import macros without a context, so that Jinja keeps them compiled; what depends on the reader stands in a
context variable for as long as one page is rendered.
"""

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from seoul_learn.kit.money import Money
from seoul_learn.kit.text import pick
from seoul_learn.web.shared.assets import Assets
from seoul_learn.web.shared.formats import Formats, formats_for
from seoul_learn.web.shared.forms import Sentence
from seoul_learn.web.shared.language import direction, html_language, own_name
from seoul_learn.web.shared.translate import Translator, translator

CSRF_FIELD = "_csrf_token"


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a page is rendered. `here` is the local path of the page, `fallback` the tenant's own language.

    `csrf_token` and `here` are None within a part that is kept for every reader.
    """

    language: str
    fallback: str
    timezone: str
    currency: str
    csrf_token: str | None
    here: str | None

    @property
    def translator(self) -> Translator:
        return translator(self.language)

    @property
    def formats(self) -> Formats:
        return formats_for(self.language, self.timezone, self.currency)


_rendering: ContextVar[Rendering] = ContextVar("rendering")


@contextlib.contextmanager
def rendering_for(rendering: Rendering) -> Iterator[None]:
    """Render within this: `with rendering_for(...): template.render(...)`."""
    token = _rendering.set(rendering)
    try:
        yield
    finally:
        _rendering.reset(token)


@contextlib.contextmanager
def without_reader() -> Iterator[None]:
    """Render within this what is kept for every reader: what belongs to one of them is refused."""
    with rendering_for(msgspec.structs.replace(_rendering.get(), csrf_token=None, here=None)):
        yield


def how_it_is_written() -> tuple[str, ...]:
    """What texts, dates and money depend on besides themselves."""
    rendering = _rendering.get()
    return (rendering.language, rendering.fallback, rendering.timezone, rendering.currency)


class OfOneReader(Exception):
    """A part that is kept for every reader asked for what belongs to one of them."""


def install(environment: Environment, assets: Assets) -> None:
    """Give an environment's templates these functions and gettext."""
    environment.add_extension("jinja2.ext.i18n")
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension adds it
    environment.globals.update(
        _=_gettext,
        asset=assets.address,
        csrf_input=_csrf_input,
        date=_date,
        date_time=_date_time,
        direction=direction,
        gettext=_gettext,
        icon_markup=partial(_icon, assets),
        here=_here,
        html_language=html_language,
        language=lambda: _rendering.get().language,
        law=_law,
        money=_money,
        month=lambda value: _rendering.get().formats.month(value),
        ngettext=_ngettext,
        npgettext=_npgettext,
        number=_number,
        own_name=own_name,
        pgettext=_pgettext,
        percent=lambda share: _rendering.get().formats.percent(share),
        say=_say,
        tell=_tell,
        told=lambda value: _rendering.get().translator.told(value),
        tell_text=lambda message_id, values: _rendering.get().translator.tell(message_id, **values),
        time=lambda value: _rendering.get().formats.time(value),
    )


# The extension's own callables do the same through three more calls each, and a page has dozens of texts.
def _gettext(message: str, /, **values: object) -> Markup:
    language = _rendering.get().language
    return _text(language, message) % values if values else _plain_text(language, message)


@lru_cache(maxsize=8192)
def _text(language: str, message: str) -> Markup:
    return Markup(translator(language).gettext(message))  # noqa: S704  # catalogues are ours


@lru_cache(maxsize=8192)
def _plain_text(language: str, message: str) -> Markup:
    return _text(language, message) % {}


def _ngettext(one: str, more: str, n: int, /, **values: object) -> Markup:
    values.setdefault("num", n)
    return Markup(_rendering.get().translator.ngettext(one, more, n)) % values  # noqa: S704  # catalogues are ours


def _pgettext(context: str, message: str, /, **values: object) -> Markup:
    return Markup(_rendering.get().translator.pgettext(context, message)) % values  # noqa: S704  # catalogues are ours


def _npgettext(context: str, one: str, more: str, n: int, /, **values: object) -> Markup:
    values.setdefault("num", n)
    text = _rendering.get().translator.npgettext(context, one, more, n)
    return Markup(text) % values  # noqa: S704  # catalogues are ours


@lru_cache(maxsize=1024)
def _icon(assets: Assets, name: str, classes: str = "") -> Markup:
    return Markup('<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>').format(
        f" {classes}" if classes else "", assets.icon(name)
    )


def _csrf_input() -> Markup:
    token = _rendering.get().csrf_token
    if token is None:
        raise OfOneReader
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def _here() -> str:
    here = _rendering.get().here
    if here is None:
        raise OfOneReader
    return here


def _date(value: date | datetime, style: str = "long") -> str:
    return _rendering.get().formats.date(value, style)


def _date_time(value: datetime, style: str = "long") -> str:
    return _rendering.get().formats.date_time(value, style)


def _law(cited: str) -> Markup | str:
    """An article as the city cites it: in the city's own language, whatever the reader's."""
    rendering = _rendering.get()
    if rendering.language == rendering.fallback:
        return cited
    return Markup('<span lang="{}">{}</span>').format(html_language(rendering.fallback), cited)


def _money(amount: Money | int, currency: str | None = None) -> str:
    return _rendering.get().formats.money(amount, currency)


def _number(value: float | Decimal) -> str:
    return _rendering.get().formats.number(value)


def _say(texts: Mapping[str, str]) -> str:
    """A tenant's own text, in the reader's language where it has one."""
    rendering = _rendering.get()
    return pick(texts, rendering.language, rendering.fallback)


def _tell(fault: Sentence) -> str:
    """The sentence of a fault or a refusal, with its values."""
    return _rendering.get().translator.tell(fault.message_id, **fault.values)
