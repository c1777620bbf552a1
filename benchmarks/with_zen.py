"""Seoul's policy of October 2024 for GoRules ZEN: the official table and five expressions."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import zen

from benchmarks.by_hand import AS_OF, NEWEST, PLACED, RECOGNISED, TOO_OLD
from seoul_learn.plugin_api.standards import Standard


class WithZen:
    """Decides with a decision that was read once."""

    def __init__(self, standard: Standard) -> None:
        graph = json.dumps(_graph(standard))
        self._engine = zen.ZenEngine({"loader": lambda _: zen.ZenDecisionContent(graph)})
        self._decision = self._engine.create_decision(graph)

    def decide(self, person: Mapping[str, Any], *, trace: bool) -> bool:
        """One person."""
        return bool(self._decision.evaluate(dict(person), {"trace": trace})["result"]["eligible"])

    def decide_batch(self, people: Sequence[Mapping[str, Any]]) -> list[bool]:
        """Several by one call."""
        requests = [{"key": "seoul", "context": person} for person in people]
        return [one["data"]["result"]["eligible"] for one in self._engine.evaluate_batch(requests)]


def for_zen(person: Mapping[str, Any]) -> dict[str, Any]:
    """A person as JSON has it, and the day."""
    return {
        **person,
        "as_of": AS_OF.isoformat(),
        "birth_date": person["birth_date"].isoformat(),
        "categories": list(person["categories"]),
    }


def _graph(standard: Standard) -> dict[str, Any]:
    """The dated table as a decision table, then the criteria and the rule as expressions."""
    groups = json.dumps(sorted(RECOGNISED))
    expressions = {
        "at_home": f'residence == "KR-11" or some(categories, # == "{PLACED}")',
        "school_age": f'd(birth_date) <= d("{NEWEST}") and d(birth_date) > d("{TOO_OLD}")',
        "low_income": "recognised_income <= floor((median * 60 + 50) / 100)",
        "recognised_group": f"some(categories, # in {groups})",
        "eligible": "$.at_home and $.school_age and ($.low_income or $.recognised_group)",
    }
    rules = [
        {"_id": f"{table.from_}/{size}", "from": f"d($) >= d('{table.from_}')", "to": f"d($) <= d('{table.to}')",
         "size": str(size), "median": str(amount)}
        for table in standard.tables
        for size, amount in enumerate(table.values, start=1)
    ]  # fmt: skip
    table = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [
            {"id": "from", "name": "from", "field": "as_of"},
            {"id": "to", "name": "to", "field": "as_of"},
            {"id": "size", "name": "size", "field": "size"},
        ],
        "outputs": [{"id": "median", "name": "median", "field": "median"}],
        "rules": rules,
    }
    written = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    nodes = {"inputNode": None, "decisionTableNode": table, "expressionNode": {"expressions": written},
             "outputNode": None}  # fmt: skip
    order = list(nodes)
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": kind, "type": kind, "name": kind, "position": {"x": 0, "y": 0}, **({"content": of} if of else {})}
            for kind, of in nodes.items()
        ],
        "edges": [
            {"id": f"to {target}", "sourceId": source, "targetId": target, "type": "edge"}
            for source, target in pairwise(order)
        ],
    }
