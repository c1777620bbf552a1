"""What a form changes of a policy's text is exactly that: the meaning follows, and what was not changed stays."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.tenant_plane.eligibility.change_policy import (
    as_draft,
    from_scratch,
    part_of,
    with_criterion,
    with_grant,
    with_head,
    with_moved_grant,
    with_part,
    with_rule,
    without_criterion,
    without_grant,
)
from seoul_learn.tenant_plane.eligibility.edit_text import written_anew
from seoul_learn.tenant_plane.eligibility.parse_rule import parse
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.rule import Expression, sentence
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from tests.unit.eligibility.test_rule import EXPRESSIONS

TENANTS = Path(__file__).parents[3] / "tenants"
REAL = sorted(TENANTS.glob("*/policies/*/2*.toml"))
TEXT = REAL[0].read_text("utf-8")
_NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True)
_WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)
_TABLES = st.dictionaries(
    st.sampled_from(["from", "to", "any", "fact", "on", "law"]),
    st.one_of(st.integers(0, 1000), _WORDS, st.booleans(), st.lists(_WORDS, max_size=3), st.dates(date(1900, 1, 1))),
    max_size=4,
)


@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_a_real_policy_written_anew_is_the_same_policy(file: Path) -> None:
    document = tomllib.loads(file.read_text("utf-8"))
    anew = written_anew(document)
    assert tomllib.loads(anew) == document
    criteria = load_plugins().criteria
    assert read_policy(tomllib.loads(anew), criteria).digest == read_policy(document, criteria).digest
    assert [*tomllib.loads(anew)["criteria"]] == [*document["criteria"]]


@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_what_is_not_changed_stays_as_its_author_wrote_it(file: Path) -> None:
    text = file.read_text("utf-8")
    document = tomllib.loads(text)
    name = next(iter(document["criteria"]))
    assert with_criterion(text, name, document["criteria"][name], instead_of=name) == text
    changed = with_head(text, {"source": "another notice"})
    before, after = text.splitlines(), changed.splitlines()
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [
        next(line for line in before if line.startswith("source"))
    ]


@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_each_part_of_a_real_policy_goes_out_and_comes_back(file: Path) -> None:
    text = file.read_text("utf-8")
    document = tomllib.loads(text)
    for key in document:
        part = part_of(text, key)
        assert tomllib.loads(part) == {key: document[key]}
        assert tomllib.loads(with_part(text, key, part)) == document
        assert key not in tomllib.loads(with_part(text, key, ""))


@given(st.dictionaries(_NAMES, _TABLES, min_size=1, max_size=4), EXPRESSIONS, st.data())
@settings(max_examples=60, deadline=None)
def test_a_policy_built_by_forms_says_what_was_typed(
    criteria: dict[str, dict[str, Any]], rule: Expression, data: st.DataObject
) -> None:
    text = from_scratch(programme="learn", effective_from=date(2026, 3, 2))
    for name, written in criteria.items():
        text = with_criterion(text, name, {"use": "flag", **written})
    text = with_rule(text, "eligible", rule)
    text = with_grant(text, None, {"when": "eligible", "lasts": "12 months", "slots": [{"category": "reading"}]})
    document = tomllib.loads(text)
    assert document["criteria"] == {name: {"use": "flag", **written} for name, written in criteria.items()}
    assert [*document["criteria"]] == [*criteria]
    assert parse(document["rule"]["eligible"]) == rule
    changed = data.draw(st.sampled_from(sorted(criteria)))
    instead = data.draw(_TABLES)
    text = with_criterion(text, changed, {"use": "flag", **instead}, instead_of=changed)
    assert tomllib.loads(text)["criteria"] == {
        **document["criteria"], changed: {"use": "flag", **instead},
    }  # fmt: skip
    assert [*tomllib.loads(text)["criteria"]] == [*criteria]
    text = without_criterion(text, changed)
    assert tomllib.loads(text).get("criteria", {}) == {
        name: one for name, one in document["criteria"].items() if name != changed
    }


def test_a_new_name_of_a_criterion_is_followed_everywhere() -> None:
    text = (
        '[policy]\nprogramme = "p"\n[quota]\nplaces = 5\nby = { a = 2 }\n[criteria.a]\nuse = "x"\n[criteria.b]\n'
        'use = "y"\n[rule]\neligible = "a and not (b or a)"\n[[grants]]\nwhen = "a"\n'
        '[grants.copay]\nwaive_when = "b or a"\n[ranking]\nby = ["b", "a"]\n'
    )
    document = tomllib.loads(with_criterion(text, "c", {"use": "x"}, instead_of="a"))
    assert [*document["criteria"]] == ["c", "b"]
    assert document["rule"]["eligible"] == "c and not (b or c)"
    assert document["quota"]["by"] == {"c": 2}
    assert document["ranking"]["by"] == ["b", "c"]
    assert document["grants"][0]["when"] == "c"
    assert document["grants"][0]["copay"]["waive_when"] == "b or c"


def test_tiers_move_and_go() -> None:
    text = '[policy]\nprogramme = "p"\n[[grants]]\ntier = "a"\n[[grants]]\ntier = "b"\n'
    assert [one["tier"] for one in tomllib.loads(with_moved_grant(text, 0, 1))["grants"]] == ["b", "a"]
    assert with_moved_grant(text, 0, -1) == text
    assert [one["tier"] for one in tomllib.loads(without_grant(text, 0))["grants"]] == ["b"]
    changed = with_grant(text, 1, {"tier": None, "lasts": "12 months"})
    assert tomllib.loads(changed)["grants"][1] == {"lasts": "12 months"}


def test_a_draft_like_a_version_keeps_all_but_its_day_and_can_be_published_in_its_own_words() -> None:
    draft = as_draft(TEXT, effective_from=date(2030, 1, 1))
    document, before = tomllib.loads(draft), tomllib.loads(TEXT)
    assert document["policy"].pop("effective_from") == date(2030, 1, 1)
    assert document["policy"].pop("status") == "draft"
    del before["policy"]["effective_from"], before["policy"]["status"]
    assert document == before
    assert tomllib.loads(with_status(draft, PolicyStatus.IN_FORCE))["policy"]["status"] == "in_force"
    scratch = from_scratch(programme="learn", effective_from=date(2026, 3, 2))
    assert tomllib.loads(with_status(scratch, PolicyStatus.ANNOUNCED))["policy"]["status"] == "announced"


@given(EXPRESSIONS)
@settings(deadline=None)
def test_a_rule_is_written_as_the_sentence_that_reads_back(rule: Expression) -> None:
    text = with_rule(TEXT, "eligible", rule)
    assert tomllib.loads(text)["rule"]["eligible"] == sentence(rule)
    assert parse(tomllib.loads(text)["rule"]["eligible"]) == rule
