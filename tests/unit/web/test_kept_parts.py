"""A kept part is rendered once for the same values, and can hold nothing that belongs to one reader."""

from collections import OrderedDict
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, TemplateAssertionError, nodes

from seoul_learn.web.shared.kept_parts import KeptParts
from seoul_learn.web.shared.rendering import OfOneReader, Rendering, rendering_for
from seoul_learn.web.shared.templates import template_config, template_environment


def _render(source: str, *, language: str = "ko", here: str = "/", imports: str = "", **values: Any) -> str:
    environment = _environment({"page": source, "parts": imports})
    return _with(environment.get_template("page"), language=language, here=here, **values)


def _environment(templates: dict[str, str]) -> Environment:
    """Ours with other templates, and nothing kept yet."""
    environment = template_environment().overlay(loader=DictLoader(templates))
    (kept,) = [one for one in environment.extensions.values() if isinstance(one, KeptParts)]
    kept._kept = OrderedDict()
    return environment


def _with(template: Any, *, language: str = "ko", here: str = "/", **values: Any) -> str:
    rendering = Rendering(
        language=language, fallback="ko", timezone="Asia/Seoul", currency="KRW", csrf_token="one reader's", here=here
    )
    with rendering_for(rendering):
        rendered: str = template.render(**values)
        return rendered


def _counting() -> tuple[Any, list[str]]:
    """A template whose part notes each time that it is really rendered."""
    seen: list[str] = []
    environment = _environment({"page": "{% kept city %}{{ note(city.name) }} {{ language() }}{% endkept %}"})

    def note(name: str) -> str:
        seen.append(name)
        return name

    environment.globals = {**environment.globals, "note": note}
    return environment.get_template("page"), seen


def test_the_same_values_are_rendered_once() -> None:
    template, seen = _counting()
    for _ in range(3):
        assert _with(template, city={"name": "서울"}) == "서울 ko"
    assert seen == ["서울"]


def test_other_content_is_rendered_anew_at_once() -> None:
    template, seen = _counting()
    assert _with(template, city={"name": "before"}) == "before ko"
    assert _with(template, city={"name": "after"}) == "after ko"
    assert seen == ["before", "after"]


def test_another_language_is_rendered_anew() -> None:
    template, _ = _counting()
    assert _with(template, city={"name": "x"}, language="ko") == "x ko"
    assert _with(template, city={"name": "x"}, language="en") == "x en"


def test_a_part_that_uses_a_name_it_does_not_list_is_no_template() -> None:
    with pytest.raises(TemplateAssertionError, match="uses visitor unlisted"):
        _render("{% kept city %}{{ city }} {{ visitor }}{% endkept %}", city="x", visitor="somebody")


def test_a_part_may_use_what_it_sets_itself_and_macros_that_see_no_context() -> None:
    source = (
        '{% from "parts" import bold as strong %}'
        "{% kept names %}{% for name in names %}{{ strong(name) }}{% endfor %}{% endkept %}"
    )
    assert _render(source, imports="{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}", names=["a", "<"]) == (
        "<b>a</b><b>&lt;</b>"
    )


@pytest.mark.parametrize("of_one_reader", ["csrf_input()", "here()"])
def test_a_part_that_holds_what_is_of_one_reader_fails(of_one_reader: str) -> None:
    with pytest.raises(OfOneReader):
        _render("{% kept city %}{{ " + of_one_reader + " }}{{ city }}{% endkept %}", city="x")
    assert _render("{{ " + of_one_reader + " }}")


def test_what_was_used_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seoul_learn.web.shared.kept_parts._MOST_KEPT", 2)
    template, seen = _counting()
    for name in ("a", "b", "a", "c", "a", "b"):
        _with(template, city={"name": name})
    assert seen == ["a", "b", "c", "b"]


def test_no_template_calls_what_wants_the_context_which_calls_do_not_hand_over() -> None:
    environment = template_environment()
    template_config()  # the framework adds functions of its own, which do
    wanting = {name for name, one in environment.globals.items() if hasattr(one, "jinja_pass_arg")}
    assert "url_for" in wanting
    for name in environment.list_templates():
        assert environment.loader
        source = environment.loader.get_source(environment, name)[0]
        used = {node.name for node in environment.parse(source, name).find_all(nodes.Name)}
        assert used.isdisjoint(wanting), name
