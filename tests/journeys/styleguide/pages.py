"""Every component on three pages, as an invented city would use them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup

from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.rendering import Rendering, rendering_for
from seoul_learn.web.shared.rows import Row, Step
from seoul_learn.web.shared.templates import template_environment
from seoul_learn.web.shared.work import Visitor

FOLDER = Path(__file__).parent
NAMES = ("resident", "question", "console")

_CHOICES = (
    Choice("a", "온가람 수학·과학", "개념 강의와 수준별 문제 12,000개"),
    Choice("b", "배움터 전 과목", "국·영·수·사·과 강의와 주간 학습표"),
    Choice("c", "차근차근 기초학력", "느린 학습자를 위한 짧은 강의, 쉬운 말 자막"),
    Choice("", "나중에 고를게요", "내 학습 화면에서 언제든 고를 수 있어요."),
)
_CHECKED = Markup('<strong class="tag tag--info">직원 확인</strong>')
_ANSWERED = Form({"school": "a", "reading": "b"})
_REFUSED = Form(
    {"email": "haneul@", "born-year": "2011", "born-month": "13", "groups": ("a", "c"), "why": "두 줄\n  이에요"},
    (
        Fault("born", "Write a date that exists, such as 2011-05-31."),
        Fault("email", "Write a date that exists, such as 2011-05-31."),
        Fault("lives", "Choose yes or no."),
        Fault("consent", "Choose yes or no."),
    ),
)


class Shown(msgspec.Struct, frozen=True):
    """One view that has something for every component."""

    form: Form
    steps: tuple[Step, ...] = (
        Step("자격 질문", "/q/1"), Step("결과 확인", "/q/2"), Step("콘텐츠 고르기"), Step("학습 시작"),
    )  # fmt: skip
    choices: tuple[Choice, ...] = _CHOICES
    yes_no: tuple[Choice, ...] = (Choice("yes", "예"), Choice("no", "아니요"))
    rows: tuple[Row, ...] = (Row("이름", "김하늘", "/change"), Row("생년월일", "2011년 5월 31일"))
    day: date = date(2026, 11, 20)
    moment: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    table: tuple[tuple[Any, ...], ...] = tuple(
        (Markup('<a href="/a">{}</a>').format(f"A-2046{n}"), "저소득", _CHECKED, "내일", f"{n},000원")
        for n in range(1, 6)
    )


def render(name: str, visitor: Visitor, *, here: str = "/applications") -> str:
    """One page of the style guide."""
    form = _REFUSED if name == "question" else _ANSWERED
    rendering = Rendering(
        language=visitor.language,
        fallback=visitor.default_language,
        timezone=visitor.timezone,
        currency=visitor.currency,
        csrf_token="a token",
        here=here,
    )
    with rendering_for(rendering):
        return _environment().get_template(f"styleguide/{name}.html").render(view=Shown(form), visitor=visitor)


def recoloured(site: Site, colour: str, accent: str | None = None) -> Site:
    """The same city in other colours."""
    return msgspec.structs.replace(site, colour=colour, accent=accent)


def _environment() -> Environment:
    ours = template_environment()
    assert ours.loader is not None
    guide = PrefixLoader({"styleguide": FileSystemLoader(FOLDER)})
    return ours.overlay(loader=ChoiceLoader([ours.loader, guide]))
