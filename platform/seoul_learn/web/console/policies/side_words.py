"""Two versions part by part, each in the reader's sentences: what an amendment reads like."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from seoul_learn.web.console.policies.config_words import field_of, word_of
from seoul_learn.web.console.policies.criterion_words import config_rows, kind_of
from seoul_learn.web.console.policies.difference_words import in_words
from seoul_learn.web.console.policies.gift_words import Categories, tier_sentences
from seoul_learn.web.console.policies.opened import Opened
from seoul_learn.web.console.policies.rule_words import inline_words, label_of, rules_in
from seoul_learn.web.console.policies.terms_words import terms_sentences
from seoul_learn.web.shared.language import own_name
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_RULE = N_("Rule “%(name)s”")
_TIER = N_("Tier “%(name)s”")
_CRITERION = N_("Criterion “%(name)s”")
_HEAD = ("basis", "source", "transition", "illustrative")
_TERMS = ("window", "quota", "ranking", "renewal", "school_year")

Parts = dict[tuple[str, str], tuple[str, tuple[str, ...]]]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One part of both; `change` is added, removed, changed, or '' where they say the same."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    change: str


def pairs(before: Opened, after: Opened, categories: Categories, reader: Looking) -> tuple[Pair, ...]:
    """Every part that either has, in the order of the later one."""
    one, other = _parts(before, categories, reader), _parts(after, categories, reader)
    found = []
    for key in dict.fromkeys((*other, *one)):
        title = (other.get(key) or one[key])[0]
        left, right = (side[key][1] if key in side else () for side in (one, other))
        change = "" if left == right else "added" if key not in one else "removed" if key not in other else "changed"
        found.append(Pair(title=title, before=left, after=right, change=change))
    return tuple(found)


def _parts(opened: Opened, categories: Categories, reader: Looking) -> Parts:
    document = opened.document
    return {key: (title, words) for key, title, words in _all(document, opened, categories, reader)}


def _all(
    document: Mapping[str, Any], opened: Opened, categories: Categories, reader: Looking
) -> Iterator[tuple[tuple[str, str], str, tuple[str, ...]]]:
    say, fallback = translator(reader.language), reader.default_language
    for name, written in rules_in(document).items():
        words = inline_words(document, written, language=reader.language, fallback=fallback)
        yield ("rule", name), say.tell(_RULE, name=name), (words,)
    criteria = document.get("criteria")
    for name, one in criteria.items() if isinstance(criteria, dict) else ():
        if isinstance(one, dict):
            label = label_of(document, name, language=reader.language, fallback=fallback)
            yield ("criteria", name), say.tell(_CRITERION, name=label), tuple(_criterion(one, opened, reader))
    rows = document.get("grants")
    for place, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if isinstance(row, dict):
            key = str(row.get("tier") or place)
            labels = row.get("label")
            named = str(labels.get(reader.language) or key) if isinstance(labels, dict) else key
            yield ("grants", key), say.tell(_TIER, name=named), tier_sentences(row, document, categories, reader)
    for name in _TERMS:
        if name in document:
            yield ("terms", name), field_of(name, reader), terms_sentences(name, document, reader)
    head = document.get("policy", {})
    for field in _HEAD:
        if field in head:
            said = word_of(str(head[field]), reader) if field == "transition" else in_words(head[field], reader)
            yield ("policy", field), field_of(field, reader), (said,)


def _criterion(written: Mapping[str, Any], opened: Opened, reader: Looking) -> Iterator[str]:
    label = written.get("label")
    for language, text in label.items() if isinstance(label, dict) else ():
        yield f"{own_name(language)}: {text}"
    yield kind_of(written, opened, reader)
    for row in config_rows(written, opened, reader):
        yield f"{row.key}: {row.value}"
    if written.get("law"):
        yield f"{field_of('law', reader)}: {written['law']}"
    assurance = word_of(str(written.get("assurance", "declared")), reader)
    yield f"{field_of('assurance', reader)}: {assurance}"
