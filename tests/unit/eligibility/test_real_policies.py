"""The path of questions under the policies of the repository's bundles, with the criteria that are installed."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactDefinition, FactType, FactValue
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.evaluate import evaluate
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import next_fact
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy

_TENANTS = Path(__file__).parents[3] / "tenants"
_FILES = sorted(path for path in _TENANTS.glob("*/policies/*/*.toml") if path.stem != "cases")
_PLUGINS: Plugins = load_plugins()
_READ = [read_standard(path.read_text()) for path in (_TENANTS / "_standards").glob("*.toml")]
_STANDARDS = Standards({standard.id: standard for standard in _READ})
_DAYS = (date(2024, 8, 1), date(2026, 3, 2), date(2026, 11, 24))


def _values(definition: FactDefinition) -> st.SearchStrategy[FactValue]:
    match definition.type:
        case FactType.DATE:
            return st.dates(date(1996, 1, 1), date(2024, 1, 1))
        case FactType.CHOICE:
            return st.sampled_from(sorted(definition.choices))
        case FactType.PLACE:
            return st.sampled_from(sorted(definition.choices) or ["KR-11"])
        case FactType.CHOICES:
            chosen = st.lists(st.sampled_from(sorted(definition.choices)), max_size=2, unique=True)
            return chosen.map(lambda some: tuple(sorted(some)))
        case FactType.BOOLEAN:
            return st.booleans()
        case FactType.MONEY:
            return st.integers(0, 12_000_000)
        case _:
            return st.integers(definition.minimum or 0, min(definition.maximum or 30, 30))


def _policy(file: Path) -> Policy:
    return read_policy(tomllib.loads(file.read_text()), _PLUGINS.criteria)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: "-".join((*file.parts[-4:-3], file.parent.name, file.stem)))
@settings(max_examples=25, deadline=None)
@given(drawn=st.data())
def test_the_facts_asked_for_suffice_under_a_real_policy(file: Path, drawn: st.DataObject) -> None:
    policy, facts = _policy(file), _PLUGINS.facts
    read = dict.fromkeys(fact for leaf in policy.leaves.values() for fact in leaf.reads)
    as_of = drawn.draw(st.sampled_from(_DAYS))
    person = {
        name: Fact(name=name, value=drawn.draw(_values(facts[name]), label=name)) for name in read
    }  # fmt: skip
    told = _told(policy, person, facts, as_of)
    asked = evaluate(policy, told, as_of=as_of, standards=_STANDARDS, catalogue=facts)
    everything = evaluate(policy, person, as_of=as_of, standards=_STANDARDS, catalogue=facts)
    assert (asked.outcome, asked.grant) == (everything.outcome, everything.grant)
    assert told.keys() <= person.keys()


def _told(policy: Policy, person: dict[str, Fact], facts: FactCatalogue, as_of: date) -> dict[str, Fact]:
    told: dict[str, Fact] = {}
    while name := next_fact(policy, told, passed=set(), catalogue=facts, as_of=as_of, standards=_STANDARDS):
        assert name not in told
        told[name] = person[name]
    return told
