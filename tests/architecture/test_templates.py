"""Every page renders with everything in it and with next to nothing, in every language, without inline code."""

import re
from html.parser import HTMLParser
from itertools import groupby

import pytest
from structlog.testing import capture_logs

from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.shared.rendering import Rendering, rendering_for
from seoul_learn.web.shared.templates import template_environment
from seoul_learn.web.shared.translate import translator
from tests.architecture.samples import console, operator, portal, shared
from tests.unit.web.visitors import person, visitor

SAMPLES: dict[str, list[object]] = {**portal.SAMPLES, **console.SAMPLES, **operator.SAMPLES, **shared.SAMPLES}
_FRAMES = {"shared/base.html", "shared/console.html", "shared/operator.html"}
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


@pytest.mark.parametrize(("name", "language"), _TOGETHER)
def test_a_page_renders_whole_and_in_one_language(name: str, language: str) -> None:
    translator.cache_clear()  # each process reports a missing text only once
    template = template_environment().get_template(name)
    rendering = Rendering(
        language=language, fallback="ko", timezone="Asia/Seoul", currency="KRW", csrf_token="t", here="/"
    )
    for view in SAMPLES[name]:
        for somebody in (None, person(Role.applicant), person(Role.administrator)):
            with capture_logs() as logs, rendering_for(rendering):
                html = template.render(view=view, visitor=visitor(language=language, signed_in_as=somebody))
            read = _Reading(html)
            assert read.faults == []
            assert read.levels.count(1) == 1, f"{name} has {read.levels.count(1)} main headings"
            assert [line for line in logs if line["event"] == "translation.missing"] == []
