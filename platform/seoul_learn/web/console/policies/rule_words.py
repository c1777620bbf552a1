"""A rule as people read it: a nested list, "All of these: …", with the label and article of each criterion."""

from collections.abc import Mapping
from typing import Any

import msgspec

from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.rule import All, AtLeast, Expression, Name, Not, parts_of
from seoul_learn.tenant_plane.eligibility.rule import Any as AnyOf
from seoul_learn.web.shared.translate import N_, translator

_ALL = N_("All of these:")
_ANY = N_("At least one of these:")
_AT_LEAST = N_("At least %(count)s of these:")
_NOT = N_("Not:")
_RULE = N_("As the rule “%(name)s” says")
ALL_ELIGIBLE = N_("Everybody who is eligible")
"""For whom the tier of the rule itself is."""


class RuleNode(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list and what stands below it. `place` addresses it in forms: "" for the top, else "1.0"."""

    words: str
    name: str
    law: str
    place: str
    group: str
    count: int
    missing: bool
    parts: tuple["RuleNode", ...]


class RuleWords(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in one language; without a node where it cannot be read, and then as it is written."""

    language: str
    node: RuleNode | None
    written: str


def rules_in(document: Mapping[str, Any]) -> dict[str, str]:
    """The rules of a document as they are written."""
    rules = document.get("rule")
    return {name: str(said) for name, said in rules.items()} if isinstance(rules, dict) else {}


def rule_words(document: Mapping[str, Any], name: str, *, language: str, fallback: str) -> RuleWords:
    """What a rule of a document says, in a language."""
    written = rules_in(document).get(name, "")
    try:
        expression = parse(written)
    except RuleFault:
        return RuleWords(language=language, node=None, written=written)
    node = rule_node(expression, document, language=language, fallback=fallback)
    return RuleWords(language=language, node=node, written=written)


def rule_node(
    expression: Expression, document: Mapping[str, Any], *, language: str, fallback: str, place: str = ""
) -> RuleNode:
    """The list of an expression over the names of a document."""
    parts = tuple(
        rule_node(part, document, language=language, fallback=fallback, place=f"{place}.{at}".lstrip("."))
        for at, part in enumerate(parts_of(expression))
    )
    say = translator(language).tell
    match expression:
        case Name(name):
            return _leaf(name, document, language, fallback, place)
        case Not():
            group, words = "not", say(_NOT)
        case All():
            group, words = "all", say(_ALL)
        case AnyOf():
            group, words = "any", say(_ANY)
        case AtLeast(count, _):
            group, words = "at_least", say(_AT_LEAST, count=count)
    count = expression.count if isinstance(expression, AtLeast) else 1
    return RuleNode(
        words=words, name="", law="", place=place, group=group, count=count, missing=False, parts=parts
    )  # fmt: skip


_EACH = N_("all of these: %(parts)s")
_ONE = N_("at least one of these: %(parts)s")
_SO_MANY = N_("at least %(count)s of these: %(parts)s")
_NOBODY_WHO = N_("not: %(part)s")


def inline_words(document: Mapping[str, Any], written: str, *, language: str, fallback: str) -> str:
    """A sentence over names as words within a line; as it is written where it cannot be read."""
    if written == ELIGIBLE:
        return translator(language).gettext(ALL_ELIGIBLE)
    try:
        return _inline(parse(written), document, language, fallback)
    except RuleFault:
        return written


def _inline(expression: Expression, document: Mapping[str, Any], language: str, fallback: str) -> str:
    say = translator(language).tell
    parts = "; ".join(_inline(part, document, language, fallback) for part in parts_of(expression))
    match expression:
        case Name(name):
            return f"“{label_of(document, name, language=language, fallback=fallback)}”"
        case Not():
            return say(_NOBODY_WHO, part=parts)
        case All():
            return say(_EACH, parts=f"({parts})")
        case AnyOf():
            return say(_ONE, parts=f"({parts})")
        case AtLeast(count, _):
            return say(_SO_MANY, count=count, parts=f"({parts})")


def label_of(document: Mapping[str, Any], name: str, *, language: str, fallback: str) -> str:
    """What a criterion is called, or its name."""
    criteria = document.get("criteria")
    written = criteria.get(name) if isinstance(criteria, dict) else None
    label = written.get("label") if isinstance(written, dict) else None
    return pick(label, language, fallback) if isinstance(label, dict) and label else name


def _leaf(name: str, document: Mapping[str, Any], language: str, fallback: str, place: str) -> RuleNode:
    criteria, rules = document.get("criteria", {}), rules_in(document)
    words = label_of(document, name, language=language, fallback=fallback)
    law = ""
    if isinstance(criteria, dict) and isinstance(criteria.get(name), dict):
        law = str(criteria[name].get("law") or "")
    elif name in rules:
        words = translator(language).tell(_RULE, name=name)
    known = name in rules or (isinstance(criteria, dict) and name in criteria)
    return RuleNode(
        words=words, name=name, law=law, place=place, group="", count=0, missing=not known, parts=()
    )  # fmt: skip
