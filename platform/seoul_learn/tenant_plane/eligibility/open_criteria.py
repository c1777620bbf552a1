"""What the criteria without a value could still come to say: which values go together, and which fact moves them how.

Criteria that read the same missing fact move together. Where what the facts can be is few enough, every way is tried,
so that what cannot be together is known not to be; elsewhere each criterion is taken to move by itself, which may let
one question too many pass, never one too few.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue, FactDefinition, FactType, FactValue
from seoul_learn.tenant_plane.eligibility.truth import Truth

MOST_WAYS = 300
"""Answers of one group of criteria that are tried out, counting "not told" of each fact as one."""
MOST_WAYS_ALONE = 32
"""The same for a criterion of one fact: of a longer list it is taken that some answers meet it and others do not."""

Values = tuple[Truth, ...]
Try = Callable[[tuple[str, ...], Mapping[str, FactValue]], Values]
"""The values of these criteria with these facts on top of those told."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Open criteria that move together: what they can come to, with which facts, and by which fact from what to what.

    `ways` are by the facts that were told for them; `moves` by the fact whose telling makes the difference.
    """

    criteria: tuple[str, ...]
    ways: Mapping[frozenset[str], frozenset[Values]]
    moves: Mapping[str, frozenset[tuple[Values, Values]]]

    def reached(self, told: frozenset[str]) -> frozenset[Values]:
        """What the criteria can be when at most these facts are told."""
        return frozenset().union(*(values for facts, values in self.ways.items() if facts <= told))

    @property
    def facts(self) -> frozenset[str]:
        """The facts that they lack."""
        return frozenset(self.moves)


def groups_of(missing: Mapping[str, frozenset[str]], catalogue: FactCatalogue | None, attempt: Try) -> list[Group]:
    """The groups of open criteria; `missing` are the facts that each of them lacks."""
    groups: list[Group] = []
    for names in _connected(missing):
        facts = sorted(frozenset().union(*(missing[name] for name in names)))
        domains = [_domain(catalogue, fact) for fact in facts]
        known = [domain for domain in domains if domain is not None]
        most = MOST_WAYS if len(names) > 1 or len(facts) > 1 else MOST_WAYS_ALONE
        if len(known) == len(facts) and _product(len(domain) + 1 for domain in known) <= most:
            groups.append(_tried(names, dict(zip(facts, known, strict=True)), attempt))
        else:
            domain_of = dict(zip(facts, domains, strict=True))
            groups.extend(_by_itself(name, missing[name], domain_of, attempt) for name in names)
    return groups


def _connected(missing: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    groups: list[tuple[list[str], set[str]]] = []
    for name, facts in missing.items():
        joined: tuple[list[str], set[str]] = ([name], set(facts))
        for group in [one for one in groups if one[1] & facts]:
            groups.remove(group)
            joined = ([*group[0], *joined[0]], group[1] | joined[1])
        groups.append(joined)
    return [tuple(names) for names, _ in groups]


def _domain(catalogue: FactCatalogue | None, fact: str) -> tuple[FactValue, ...] | None:
    """Everything that the fact can be; None where that is too much or not known."""
    if catalogue is None or fact not in catalogue:
        return None
    values = tuple(_values(catalogue[fact]))
    return values if values and len(values) < MOST_WAYS else None


def _values(definition: FactDefinition) -> Iterator[FactValue]:
    lowest, highest = definition.minimum, definition.maximum
    match definition.type:
        case FactType.BOOLEAN:
            yield from (True, False)
        case FactType.CHOICE:
            yield from definition.choices
        case FactType.PLACE if len(definition.choices) < MOST_WAYS:
            yield from definition.choices
        case FactType.CHOICES if 2 ** len(definition.choices) < MOST_WAYS:
            for count in range(len(definition.choices) + 1):
                yield from combinations(sorted(definition.choices), count)
        case FactType.WHOLE_NUMBER | FactType.MONEY if lowest is not None and highest is not None:
            if highest - lowest < MOST_WAYS:
                yield from range(lowest, highest + 1)


def _product(counts: Iterator[int]) -> int:
    whole = 1
    for count in counts:
        whole *= count
    return whole


def _tried(names: tuple[str, ...], domains: Mapping[str, tuple[FactValue, ...]], attempt: Try) -> Group:
    """Every combination of answers, each of them also not given."""
    seen: dict[tuple[FactValue | None, ...], Values] = {}
    for answers in product(*((None, *domain) for domain in domains.values())):
        told = {fact: value for fact, value in zip(domains, answers, strict=True) if value is not None}
        seen[answers] = attempt(names, told)
    ways: dict[frozenset[str], set[Values]] = {}
    moves: dict[str, set[tuple[Values, Values]]] = {fact: set() for fact in domains}
    for answers, values in seen.items():
        told_facts = frozenset(fact for fact, value in zip(domains, answers, strict=True) if value is not None)
        ways.setdefault(told_facts, set()).add(values)
        for place, fact in enumerate(domains):
            if answers[place] is not None:
                before = seen[(*answers[:place], None, *answers[place + 1 :])]
                if before != values:
                    moves[fact].add((before, values))
    return Group(
        criteria=names,
        ways={facts: frozenset(values) for facts, values in ways.items()},
        moves={fact: frozenset(pairs) for fact, pairs in moves.items()},
    )


def _by_itself(
    name: str, facts: frozenset[str], domains: Mapping[str, tuple[FactValue, ...] | None], attempt: Try
) -> Group:
    """One criterion that any of its facts could turn either way, once the others are told."""
    either: frozenset[Values] = frozenset({(True,), (False,)})
    unknown: Values = (None,)
    ways = {frozenset[str](): frozenset({unknown}), facts: either}
    if len(facts) > 1:
        # One of its facts may settle it alone, as when a learner or a guardian lives here.
        for fact in facts:
            values = {attempt((name,), {fact: value}) for value in domains[fact] or ()}
            ways[frozenset({fact})] = frozenset({unknown} | values)
    return Group(
        criteria=(name,),
        ways=ways,
        moves={fact: frozenset((unknown, value) for value in either) for fact in facts},
    )
