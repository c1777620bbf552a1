"""What a decision costs: alone, with its trace, and for a million people; beside OpenFisca-core, ZEN and code by hand.

    make bench-rules

One run, one machine, Seoul's policy in force, the same people; everybody's answers are compared before any is timed.
Times are CPU times of the whole process, the best of several rounds.
"""

import gc
import os
import time
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.by_hand import AS_OF, decide, decide_columns, limits
from benchmarks.population import everything_told, plain, some_untold
from benchmarks.with_openfisca import WithOpenFisca, columns_for_openfisca, for_openfisca
from benchmarks.with_zen import WithZen, for_zen
from seoul_learn.plugin_api.columns_of_facts import columns_of
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.compile_policy import compile_policy
from seoul_learn.tenant_plane.eligibility.decide_many import OUTCOMES
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.record import record_of

TENANTS = Path(__file__).parents[1] / "tenants"
MANY = int(os.environ.get("BENCH_PEOPLE", "1000000"))
ALONE = 2_000
PREVIEWED = 100_000
ROUNDS = 5


def main() -> None:
    plugins = load_plugins()
    standard = read_standard((TENANTS / "_standards/kr.median_income.toml").read_text("utf-8"))
    standards = Standards({standard.id: standard})
    written = (TENANTS / "seoul/policies/learn/2024-10-01.toml").read_text("utf-8")
    policy = read_policy(tomllib.loads(written), plugins.criteria)
    compiled, limit = compile_policy(policy), limits(standards)
    columns = everything_told(MANY)
    facts = [dict(columns.person(position)) for position in range(ALONE)]
    people = plain(columns, ALONE)
    fisca, zen = WithOpenFisca(standard), WithZen(standard)
    fisca_people, zen_people = [for_openfisca(one) for one in people], [for_zen(one) for one in people]
    fisca_columns = columns_for_openfisca(columns)

    def traced(person: Any) -> bool:
        return evaluate(policy, person, as_of=AS_OF, standards=standards).outcome is Outcome.ELIGIBLE

    def untraced(person: Any) -> bool:
        return compiled.outcome(person, as_of=AS_OF, standards=standards) is Outcome.ELIGIBLE

    def recorded(person: Any) -> bool:
        evaluation = evaluate(policy, person, as_of=AS_OF, standards=standards)
        record_of(policy, person, evaluation, as_of=AS_OF, not_told=()).to_bytes()
        return evaluation.outcome is Outcome.ELIGIBLE

    def many() -> Any:
        return compiled.outcomes(columns, as_of=AS_OF, standards=standards).outcome == OUTCOMES.index(Outcome.ELIGIBLE)

    _alone(
        "One decision",
        {
            "Seoul Learn, traced": (traced, facts),
            "Seoul Learn, outcome alone": (untraced, facts),
            "Seoul Learn, traced and recorded as canonical JSON": (recorded, facts),
            "OpenFisca-core, traced": (lambda one: fisca.decide(one, trace=True), fisca_people[:500]),
            "OpenFisca-core": (lambda one: fisca.decide(one, trace=False), fisca_people[:500]),
            "ZEN, traced": (lambda one: zen.decide(one, trace=True), zen_people),
            "ZEN": (lambda one: zen.decide(one, trace=False), zen_people),
            "plain Python by hand, no trace": (lambda one: decide(one, limit), people),
        },
    )
    _bulk(
        f"{MANY:,} decisions in bulk",
        {
            "NumPy by hand": (lambda: decide_columns(columns, limit), MANY),
            "Seoul Learn, outcome and grant": (many, MANY),
            "OpenFisca-core, vectorised": (lambda: fisca.decide_columns(fisca_columns, MANY), MANY),
            f"ZEN, batches ({ALONE:,} people, scaled)": (lambda: np.array(zen.decide_batch(zen_people)), ALONE),
        },
    )
    untold = some_untold(columns, 0.1)
    told = [untold.person(position) for position in range(min(PREVIEWED, MANY))]
    names = compiled.reads()
    ready = columns_of(told, names, plugins.facts)

    def decided(these: Any) -> Callable[[], Any]:
        return lambda: compiled.outcomes(these, as_of=AS_OF, standards=standards).outcome

    by_one = [evaluate(policy, one, as_of=AS_OF, standards=standards).outcome for one in told[:ALONE]]
    assert [OUTCOMES[code] for code in decided(untold)()[:ALONE]] == by_one  # noqa: S101  # equal, or no benchmark
    assert np.array_equal(decided(untold)()[: len(told)], decided(ready)())  # noqa: S101  # the same
    print("\n| with a tenth of the facts untold, a third of the rest only declared | ms | ns a person |\n|---|--:|--:|")
    for name, run, size in (
        (f"{MANY:,} people, outcome and grant", decided(untold), MANY),
        (f"{len(told):,} people one by one into columns", lambda: columns_of(told, names, plugins.facts), len(told)),
        (f"{len(told):,} people, outcome and grant", decided(ready), len(told)),
    ):
        taken = _best(run)
        print(f"| {name} | {taken * 1e3:.1f} | {taken / size * 1e9:.1f} |")


def _alone(title: str, ways: dict[str, tuple[Callable[[Any], bool], Sequence[Any]]]) -> None:
    answers = {name: [bool(way(one)) for one in people] for name, (way, people) in ways.items()}
    first = next(iter(answers.values()))
    for name, found in answers.items():
        assert found == first[: len(found)], name  # noqa: S101  # equal, or no benchmark
    print(f"| {title} | µs | a CPU second | Seoul Learn traced is × |\n|---|--:|--:|--:|")
    ours = 0.0
    for name, (way, people) in ways.items():
        taken = _best(partial(_each, way, people)) / len(people)
        ours = ours or taken
        print(f"| {name} | {taken * 1e6:.2f} | {1 / taken:,.0f} | {taken / ours:.1f} |")


def _each(way: Callable[[Any], bool], people: Sequence[Any]) -> None:
    for person in people:
        way(person)


def _bulk(title: str, ways: dict[str, tuple[Callable[[], Any], int]]) -> None:
    answers = {name: way() for name, (way, _) in ways.items()}
    first = next(iter(answers.values()))
    for name, found in answers.items():
        assert np.array_equal(found, first[: len(found)]), name  # noqa: S101  # equal, or no benchmark
    print(f"\n| {title} | ms for {MANY:,} | million a CPU second | of NumPy by hand |\n|---|--:|--:|--:|")
    limit = 0.0
    for name, (way, size) in ways.items():
        taken = _best(way) / size
        limit = limit or taken
        print(f"| {name} | {taken * MANY * 1e3:,.1f} | {1e-6 / taken:,.3f} | {limit / taken:.3f} |")


def _best(run: Callable[[], Any]) -> float:
    found = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        run()
        found.append(time.process_time() - begun)
    return min(found)


if __name__ == "__main__":
    main()
