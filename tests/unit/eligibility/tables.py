"""Random policies over a criterion that is a table of answers: of several facts, shared by criteria, negated."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any, ClassVar

import msgspec
from hypothesis import strategies as st

from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactDefinition, FactType, FactValue, Sensitivity
from seoul_learn.plugin_api.manifest import Manifest, PluginKind
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from tests.unit.eligibility.flags import DAY

DOMAINS: Mapping[str, tuple[FactValue, ...]] = {
    "f.one": (True, False),
    "f.two": (True, False),
    "f.three": ("x", "y", "z"),
    "f.four": (1, 2),
}
FACTS = tuple(DOMAINS)
CATALOGUE = FactCatalogue(
    {
        "f.one": FactDefinition(name="f.one", type=FactType.BOOLEAN, question={"en": "1?"}, cost=2),
        "f.two": FactDefinition(
            name="f.two", type=FactType.BOOLEAN, question={"en": "2?"}, sensitivity=Sensitivity.SENSITIVE
        ),
        "f.three": FactDefinition(
            name="f.three", type=FactType.CHOICE, question={"en": "3?"}, choices={"x": {}, "y": {}, "z": {}}
        ),
        "f.four": FactDefinition(
            name="f.four", type=FactType.WHOLE_NUMBER, question={"en": "4?"}, minimum=1, maximum=2,
            sensitivity=Sensitivity.NONE,
        ),
    }
)  # fmt: skip


class TableConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`met` has one character for every combination of the facts' values, in their order."""

    facts: tuple[str, ...]
    met: str


class Table:
    """Met or unmet as soon as the facts that are known leave no other."""

    manifest: ClassVar[Manifest] = Manifest(
        name="table", kind=PluginKind.CRITERION, version="1", title={"en": "Table"}, languages=("en",)
    )
    config: ClassVar[type[msgspec.Struct]] = TableConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: Any) -> tuple[str, ...]:
        names: tuple[str, ...] = config.facts
        return names

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del as_of, standards
        missing = tuple(name for name in config.facts if name not in facts)
        possible = {
            config.met[place] == "1"
            for place, combination in enumerate(product(*(DOMAINS[name] for name in config.facts)))
            if all(
                name in missing or facts[name].value == value
                for name, value in zip(config.facts, combination, strict=True)
            )
        }
        if len(possible) > 1 or len(missing) == len(config.facts):
            return lacking(*missing)
        return Finding(met=possible.pop(), because=Because(message="said"))


_NAMES = ("a", "b", "c", "d")
_sentences: st.SearchStrategy[str] = st.recursive(
    st.sampled_from(_NAMES),
    lambda inner: st.one_of(
        inner.map(lambda part: f"not ({part})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " and ".join(f"({part})" for part in parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " or ".join(f"({part})" for part in parts)),
        st.lists(inner, min_size=2, max_size=4).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda count: f"at least {count} of ({', '.join(parts)})")
        ),
    ),
    max_leaves=7,
)


@st.composite
def criteria(draw: st.DrawFn) -> dict[str, Any]:
    facts = draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=2, unique=True))
    ways = 1
    for name in facts:
        ways *= len(DOMAINS[name])
    met = draw(st.text("01", min_size=ways, max_size=ways))
    assurance = draw(st.sampled_from(["declared", "declared", "documented"]))
    return {"use": "table", "facts": facts, "met": met, "assurance": assurance}


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """With one grant for everybody, or another before it."""
    slots = {"slots": [{"category": "reading"}], "at_most": 1}
    tiers = [{"when": text, **slots, "lasts": f"{number} months"} for number, text in enumerate(
        draw(st.lists(_sentences, max_size=2)), start=1
    )]  # fmt: skip
    document = {
        "policy": {"programme": "learn", "effective_from": DAY, "status": "in_force", "source": "a test"},
        "criteria": {name: draw(criteria()) for name in _NAMES},
        "rule": {"eligible": draw(_sentences)},
        "grants": [*tiers, {"when": "eligible", **slots, "lasts": "9 months"}],
    }
    return read_policy(document, {"table": Table()})


PERSONS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DOMAINS.items()})


def declared(values: Mapping[str, FactValue]) -> dict[str, Fact]:
    return {name: Fact(name=name, value=value) for name, value in values.items()}
