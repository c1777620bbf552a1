"""Reading `[rule]` of a policy, and every other sentence over its names."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.tenant_plane.eligibility.faults import Faults
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse, written_out
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.rule import Expression


class Sentences:
    """The names that sentences of one policy may use, and what its rules say."""

    def __init__(self, criteria: AbstractSet[str], rules: Mapping[str, Expression], faults: Faults) -> None:
        self.names = {*criteria, *rules}
        self._rules = rules
        self._faults = faults

    def read(self, at: TomlPath, text: Any) -> Expression | None:
        """The sentence over criteria alone; None, and a fault, where it cannot be read."""
        if not isinstance(text, str):
            self._faults.add(at, saying("`%(field)s` is not a sentence; write it in quotes", field=at[-1]))
            return None
        return _trying(at, lambda: written_out(parse(text, self.names), self._rules), self._faults)


def read_rules(written: Mapping[str, Any], criteria: AbstractSet[str], faults: Faults) -> dict[str, Expression]:
    """The rules by name, over criteria alone; none while one of them cannot be read."""
    if ELIGIBLE not in written:
        missing = saying('`eligible` is missing; write the rule, like eligible = "lives_here"')
        faults.add(("rule", ELIGIBLE), missing)
    known = {*criteria, *written}
    read: dict[str, Expression] = {}
    for name, text in written.items():
        if name in criteria:
            message = "`%(name)s` is the name of a criterion too; give the rule another name"
            faults.add(("rule", name), saying(message, name=name))
        elif not isinstance(text, str):
            faults.add(("rule", name), saying("`%(field)s` is not a sentence; write it in quotes", field=name))
        elif (expression := _trying(("rule", name), partial(parse, text, known), faults)) is not None:
            read[name] = expression
    whole: dict[str, Expression] = {}
    if len(read) == len(written):
        for name, expression in read.items():
            replaced = _trying(("rule", name), partial(written_out, expression, read), faults)
            if replaced is not None:
                whole[name] = replaced
    return whole


def _trying(at: TomlPath, read: Callable[[], Expression], faults: Faults) -> Expression | None:
    try:
        return read()
    except RuleFault as fault:
        message = "%(why)s (column %(column)s of the sentence)"
        faults.add(at, saying(message, why=fault.message, column=fault.column))
        return None
