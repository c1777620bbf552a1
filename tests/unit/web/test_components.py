"""Form controls carry the markup of govuk-frontend: what its own Jinja port writes for them, ours write too."""

from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, PrefixLoader

from seoul_learn.web.shared.forms import Choice, Fault, Form, joined_date, split_date
from seoul_learn.web.shared.rendering import Rendering, rendering_for
from seoul_learn.web.shared.templates import template_environment

_THEIRS = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)
_FAULT = Fault("x", "Choose yes or no.")
_SAID = "Choose yes or no."
_FILLED = Form({"x": 'a "quoted" <b>'}, (_FAULT,))
_CHOSEN = Form({"x": ("a",)}, (_FAULT,))
_CHOICES = (Choice("a", "One", "A hint"), Choice("b", "Two"))
_ITEMS = [{"value": "a", "text": "One", "hint": {"text": "A hint"}}, {"value": "b", "text": "Two"}]
_LEGEND = {"legend": {"text": "Q", "classes": "govuk-fieldset__legend--m"}}
_TOLD = {"hint": {"text": "h"}, "errorMessage": {"text": _SAID}}

CONTROLS: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "text": (
        "text_input", {"form": _FILLED, "name": "x", "label": "Q", "hint": "h", "width": 10},
        "input", {"id": "x", "name": "x", "label": {"text": "Q"}, "value": 'a "quoted" <b>',
                  "classes": "govuk-input--width-10", **_TOLD},
    ),
    "long text": (
        "text_area", {"form": _FILLED, "name": "x", "label": "Q", "hint": "h"},
        "textarea", {"id": "x", "name": "x", "label": {"text": "Q"}, "value": 'a "quoted" <b>', **_TOLD},
    ),
    "list": (
        "select", {"form": _CHOSEN, "name": "x", "label": "Q", "choices": _CHOICES, "hint": "h"},
        "select", {"id": "x", "name": "x", "label": {"text": "Q"}, "value": "a", "items": _ITEMS, **_TOLD},
    ),
    "radios": (
        "radios", {"form": _CHOSEN, "name": "x", "legend": "Q", "choices": _CHOICES, "hint": "h"},
        "radios", {"idPrefix": "x", "name": "x", "fieldset": _LEGEND, "value": "a", "items": _ITEMS, **_TOLD},
    ),
    "checkboxes": (
        "checkboxes", {"form": _CHOSEN, "name": "x", "legend": "Q", "choices": _CHOICES, "hint": "h"},
        "checkboxes", {"idPrefix": "x", "name": "x", "fieldset": _LEGEND, "values": ["a"], "items": _ITEMS, **_TOLD},
    ),
    "file": (
        "file_input", {"form": Form(faults=(_FAULT,)), "name": "x", "label": "Q", "hint": "h"},
        "file-upload", {"id": "x", "name": "x", "label": {"text": "Q"}, **_TOLD},
    ),
    "summary": (
        "error_summary", {"form": _CHOSEN},
        "error-summary", {"titleText": "There is a problem", "errorList": [{"text": _SAID, "href": "#x"}]},
    ),
}  # fmt: skip
_MACROS = {
    "input": "govukInput", "textarea": "govukTextarea", "select": "govukSelect", "radios": "govukRadios",
    "checkboxes": "govukCheckboxes", "file-upload": "govukFileUpload", "error-summary": "govukErrorSummary",
}  # fmt: skip


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("svg", "use", "span"):
            self.found.append((tag, dict(attrs)))


def _ours(macro: str, arguments: dict[str, Any]) -> str:
    module = template_environment().get_template("shared/components.html").module
    english = Rendering(
        language="en", fallback="en", timezone="Asia/Seoul", currency="KRW", csrf_token="t", here="/"
    )
    with rendering_for(english):
        return str(getattr(module, macro)(**arguments))


def _theirs(component: str, params: dict[str, Any]) -> str:
    module = _THEIRS.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return str(getattr(module, _MACROS[component])(params))


@pytest.mark.parametrize("control", CONTROLS)
def test_a_control_has_every_element_and_attribute_of_its_model(control: str) -> None:
    macro, arguments, component, params = CONTROLS[control]
    ours, theirs = _Elements(_ours(macro, arguments)).found, _Elements(_theirs(component, params)).found
    assert [tag for tag, _ in ours] == [tag for tag, _ in theirs]
    for (tag, mine), (_, model) in zip(ours, theirs, strict=True):
        classes = set((model.pop("class", "") or "").split())
        assert classes <= set((mine.get("class") or "").split()), (tag, classes)
        assert model.items() <= mine.items(), (tag, model, mine)


def test_what_was_typed_is_shown_as_text_and_never_as_markup() -> None:
    hostile = Form({"x": '"><script>alert(1)</script>'}, (Fault("x", "%(what)s", {"what": "<img src=x>"}),))
    for macro in ("text_input", "text_area"):
        html = _ours(macro, {"form": hostile, "name": "x", "label": "<b>Q</b>"})
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>Q</b>" not in html


def test_a_date_is_asked_for_in_the_order_of_the_language_and_comes_back_whole() -> None:
    html = _ours("date_input", {"form": Form(split_date("2011-05-31", "x")), "name": "x", "legend": "Q"})
    names = [attributes["name"] for tag, attributes in _Elements(html).found if tag == "input"]
    values = {str(a["name"]): str(a["value"]) for tag, a in _Elements(html).found if tag == "input"}
    assert names == ["x-day", "x-month", "x-year"]
    assert joined_date(values, "x") == "2011-05-31"
    assert joined_date({"x-year": " ", "x-month": ""}, "x") == ""


def test_an_icon_that_the_sprite_lacks_is_named_when_the_page_is_rendered() -> None:
    with pytest.raises(KeyError, match="circle-help"):
        _ours("icon", {"name": "circle-help"})


def test_an_empty_form_shows_no_fault() -> None:
    assert _ours("error_summary", {"form": Form()}).strip() == ""
    assert "error" not in _ours("text_input", {"form": Form(), "name": "x", "label": "Q"})
