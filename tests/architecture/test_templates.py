"""Every page renders with everything in it and with next to nothing, in every language, without inline code."""

import re
from html.parser import HTMLParser
from itertools import groupby

import pytest
from structlog.testing import capture_logs

from seoul_learn.control_plane.operators.values import SignedInOperator
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.operator.work import OperatorVisitor
from seoul_learn.web.shared.rendering import Rendering, rendering_for
from seoul_learn.web.shared.templates import template_environment
from seoul_learn.web.shared.translate import translator
from tests.architecture.samples import console, operator, policies, portal, shared
from tests.architecture.samples.invent import filled
from tests.unit.web.visitors import person, visitor

SAMPLES: dict[str, list[object]] = {
    **portal.SAMPLES,
    **console.SAMPLES,
    **policies.SAMPLES,
    **operator.SAMPLES,
    **shared.SAMPLES,
}
_FRAMES = {"shared/base.html", "shared/console.html", "shared/operator.html", "operator/frame.html"}
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path", "circle", "rect"}


def _pages() -> set[str]:
    """Templates that extend a frame: the others are frames, macros and parts."""
    environment = template_environment()
    assert environment.loader is not None
    named = {
        name
        for name in environment.list_templates()
        if "{% extends" in environment.loader.get_source(environment, name)[0]
    }
    return named - _FRAMES


class _Reading(HTMLParser):
    """Collects what a browser would stumble over."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.faults: list[str] = []
        self._refers: set[str] = set()
        self.feed(html)
        self.faults += [f"unclosed {tag}" for tag in self.open]
        self.faults += [f"two elements with id {key}" for key, all_ in groupby(sorted(self.ids)) if len(list(all_)) > 1]
        self.faults += [f"nothing has id {key}" for key in sorted(self._refers - set(self.ids))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self._refers |= set((attributes.get(name) or "").split())
        inline = [name for name in attributes if name == "style" or name.startswith("on")]
        if inline or tag == "style" or (tag == "script" and "src" not in attributes):
            self.faults.append(f"inline code in {tag}: {inline}")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} closed out of turn")


def test_every_page_has_views_to_be_rendered_with() -> None:
    missing = sorted(_pages() - set(SAMPLES))
    assert missing == [], "give these pages views in tests/architecture/samples"
    assert set(SAMPLES) - _pages() == set()


_TOGETHER = [
    (name, language)
    for name in sorted(SAMPLES)
    # Operators work in the two languages of the platform; cities choose theirs.
    for language in ("ko", "en", *(() if name.startswith("operator/") else ("ja",)))
]


@pytest.fixture(autouse=True)
def _nothing_reported_yet() -> None:
    """A missing text is reported once; here, once for every test."""
    translator.cache_clear()


def _lookers(name: str, language: str) -> list[object]:
    if name.startswith("operator/"):
        asked, entered = (filled(SignedInOperator, second_factor=given) for given in (False, True))
        return [OperatorVisitor(operator=one, language=language) for one in (None, asked, entered)]
    somebody = (None, person(Role.applicant), person(Role.administrator))
    return [visitor(language=language, signed_in_as=one) for one in somebody]


def _render(name: str, view: object, looker: object, language: str) -> list[str]:
    """What is wrong with a page in the eyes of a browser, a screen reader or a translator."""
    rendering = Rendering(
        language=language, fallback="ko", timezone="Asia/Seoul", currency="KRW", csrf_token="t", here="/"
    )
    with capture_logs() as logs, rendering_for(rendering):
        read = _Reading(template_environment().get_template(name).render(view=view, visitor=looker))
    faults = [*read.faults, *(f"no {language} for {line['message']!r}" for line in logs)]
    if read.levels.count(1) != 1:
        faults.append(f"{read.levels.count(1)} main headings")
    return faults


@pytest.mark.parametrize(("name", "language"), _TOGETHER)
def test_a_page_renders_whole_and_in_one_language(name: str, language: str) -> None:
    for view in SAMPLES[name]:
        for looker in _lookers(name, language):
            assert _render(name, view, looker, language) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_operators_see_mistakes_in_their_own_frame(language: str) -> None:
    for view in operator.ERRORS:
        for looker in _lookers("operator/", language):
            assert _render("shared/error.html", view, looker, language) == []
