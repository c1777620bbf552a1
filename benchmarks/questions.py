"""How many questions the adaptive path asks, beside a form that asks for every fact that a policy reads.

`python -m benchmarks.questions` runs every policy in force of every bundle over the same invented population and writes
`benchmarks/questions.md`. Nobody of it is real: facts are drawn from a fixed seed, about as they are spread in a city.
"""

import random
import statistics
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec

from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactDefinition, FactType, FactValue, Sensitivity
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.own_facts import extended_by_text
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import next_fact
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy

ROOT = Path(__file__).resolve().parent.parent
TENANTS = ROOT / "tenants"
AS_OF = date(2026, 11, 24)
SEED, PERSONS = 20261124, 400
_DECIDING = ("in_force",)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One policy: the questions of the whole form, and those of the path, over all persons."""

    policy: str
    form: int
    asked: tuple[int, ...]
    refused: tuple[bool, ...]
    sensitive_form: int
    sensitive: tuple[int, ...]


def main() -> None:
    """Measure and write the table."""
    plugins = load_plugins()
    read = [read_standard(path.read_text("utf-8")) for path in sorted((TENANTS / "_standards").glob("*.toml"))]
    standards = Standards({standard.id: standard for standard in read})
    lines = []
    for file in sorted(TENANTS.glob("*/policies/*/*.toml")):
        document = tomllib.loads(file.read_text("utf-8"))
        if file.stem == "cases" or document["policy"]["status"] not in _DECIDING:
            continue
        policy = read_policy(document, plugins.criteria)
        name = f"{file.parts[-4]} · {policy.programme} · {policy.effective_from}"
        own = file.parents[2] / "facts.toml"
        facts = extended_by_text(plugins.facts, own.read_text("utf-8")) if own.is_file() else plugins.facts
        lines.append(_measured(name, policy, facts, standards))
    table = _table(lines)
    (ROOT / "benchmarks" / "questions.md").write_text(table, "utf-8")
    print(table)  # a script tells what it found


def _measured(name: str, policy: Policy, facts: FactCatalogue, standards: Standards) -> Line:
    form = [fact for fact in facts.names() if any(fact in leaf.reads for leaf in policy.leaves.values())]
    chance = random.Random(SEED)  # noqa: S311  # an invented population, the same each time
    home = _home(policy, facts)
    people = [{fact: _value(facts[fact], chance, home) for fact in form} for _ in range(PERSONS)]
    paths = [list(_path(policy, person, facts, standards)) for person in people]
    return Line(
        policy=name,
        form=len(form),
        asked=tuple(len(path) for path in paths),
        refused=tuple(_is_refused(policy, person, standards) for person in people),
        sensitive_form=sum(_is_sensitive(facts, fact) for fact in form),
        sensitive=tuple(sum(_is_sensitive(facts, fact) for fact in path) for path in paths),
    )


def _path(
    policy: Policy, person: Mapping[str, FactValue], facts: FactCatalogue, standards: Standards
) -> Iterator[str]:  # fmt: skip
    told: dict[str, Fact] = {}
    while fact := next_fact(policy, told, passed=set(), catalogue=facts, as_of=AS_OF, standards=standards):
        yield fact
        told[fact] = Fact(name=fact, value=person[fact])


def _is_refused(policy: Policy, person: Mapping[str, FactValue], standards: Standards) -> bool:
    told = {fact: Fact(name=fact, value=value) for fact, value in person.items()}
    return evaluate(policy, told, as_of=AS_OF, standards=standards).outcome is Outcome.INELIGIBLE


def _is_sensitive(facts: FactCatalogue, fact: str) -> bool:
    return facts[fact].sensitivity is Sensitivity.SENSITIVE


def _home(policy: Policy, facts: FactCatalogue) -> tuple[str, ...]:
    """Places within the areas that the policy names: most who ask live there."""
    areas = {area for leaf in policy.leaves.values() for area in getattr(leaf.config, "in_", ())}
    known = [place for fact in facts.names() if facts[fact].type is FactType.PLACE for place in facts[fact].choices]
    return tuple(dict.fromkeys(place for place in known if any(f"{place}-".startswith(f"{one}-") for one in areas)))


def _value(definition: FactDefinition, chance: random.Random, home: tuple[str, ...]) -> FactValue:
    draw: Mapping[FactType, Callable[[], FactValue]] = {
        # From 4 to 28 years: some are too young or too old.
        FactType.DATE: lambda: AS_OF - timedelta(days=chance.randint(4 * 365, 28 * 365)),
        FactType.CHOICE: lambda: chance.choice(sorted(definition.choices)),
        # Three of four name no group, the others one or two.
        FactType.CHOICES: lambda: tuple(
            sorted(chance.sample(sorted(definition.choices), chance.choice((0, 0, 0, 0, 0, 0, 1, 2))))
        ),
        FactType.BOOLEAN: lambda: chance.random() < 0.3,
        FactType.MONEY: lambda: int(chance.lognormvariate(15, 0.7)),
        FactType.WHOLE_NUMBER: lambda: chance.randint(definition.minimum or 0, min(definition.maximum or 6, 6)),
        FactType.PLACE: lambda: (
            chance.choice(home) if home and chance.random() < 0.85 else chance.choice(sorted(definition.choices))
        ),
    }
    return draw[definition.type]()


def _table(lines: list[Line]) -> str:
    head = (
        "# Questions asked\n\n"
        f"`python -m benchmarks.questions`, {PERSONS} invented persons (seed {SEED}) for each policy in force, on "
        f"{AS_OF.isoformat()}.\nThe form asks for every fact that the policy reads; the path asks only for what can "
        "still change the outcome.\nA sensitive question is one that the fact catalogue calls so, such as income or "
        "recognised groups.\n\n"
        "| policy | form | path: mean | median | p90 | most | saved | not refused | their mean "
        "| sensitive: form | path: mean | asked none |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    return head + "".join(_row(line) for line in lines)


def _row(line: Line) -> str:
    mean = statistics.fmean(line.asked)
    p90 = sorted(line.asked)[int(len(line.asked) * 0.9) - 1]
    served = [count for count, refused in zip(line.asked, line.refused, strict=True) if not refused]
    theirs = f"{statistics.fmean(served):.2f}" if served else "–"
    none = sum(count == 0 for count in line.sensitive) / len(line.sensitive)
    return (
        f"| {line.policy} | {line.form} | {mean:.2f} | {statistics.median(line.asked):g} | {p90} | {max(line.asked)} "
        f"| {1 - mean / line.form:.0%} | {len(served) / len(line.asked):.0%} | {theirs} "
        f"| {line.sensitive_form} | {statistics.fmean(line.sensitive):.2f} | {none:.0%} |\n"
    )


if __name__ == "__main__":
    main()
