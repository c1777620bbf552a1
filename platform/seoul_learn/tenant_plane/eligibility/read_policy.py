"""Reading a policy from its document. Every fault is found at once, at its place and with its mend."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import msgspec

from seoul_learn.kit.text import canonical_json, nearest
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse, written_out
from seoul_learn.tenant_plane.eligibility.policy import (
    ELIGIBLE,
    Grant,
    Leaf,
    Policy,
    PolicyFault,
    PolicyRefused,
    Ranking,
    Slot,
    Transition,
)
from seoul_learn.tenant_plane.eligibility.rule import Expression

_HEAD = ("programme", "effective_from", "status", "basis", "source", "transition", "illustrative")
# `renewal` and `wallet` are carried by the document and read by the features that will serve them.
_TABLES = ("policy", "criteria", "rule", "grants", "ranking", "renewal", "wallet")
_LEAF = ("use", "label", "assurance", "law")
_MONTHS = re.compile(r"([1-9][0-9]?) months?")
_ASSURANCES = {assurance.name.lower(): assurance for assurance in Assurance}
_WRONG_FIELD = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<field>[^`]+)`")


def read_policy(document: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Policy:
    """The policy that a TOML document says, over the installed criteria. Raises PolicyRefused."""
    return _Reading(document, criteria).policy()


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what a document says: comments, order and spacing do not count."""
    return hashlib.sha256(canonical_json(dict(document))).hexdigest()


class _Reading:
    def __init__(self, document: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> None:
        self._document = document
        self._criteria = criteria
        self._faults: list[PolicyFault] = []

    def policy(self) -> Policy:
        self._refuse_unknown((), self._document, _TABLES)
        head = self._table(("policy",), self._document.get("policy", {}))
        self._refuse_unknown(("policy",), head, _HEAD)
        transition = self._transition(head.get("transition", "keep"))
        if not isinstance(head.get("source"), str):
            self._fault(("policy", "source"), "`source` is missing; name the notice or page that this policy is from")
        leaves = self._leaves()
        rules = self._rules(set(self._named("criteria")))
        grants = self._grants({**dict.fromkeys(leaves), **rules})
        ranking = self._ranking(leaves)
        if self._faults:
            raise PolicyRefused(tuple(self._faults))
        return Policy(
            programme=str(head.get("programme")),
            effective_from=head["effective_from"] if isinstance(head.get("effective_from"), date) else date.min,
            status=str(head.get("status")),
            basis=head.get("basis"),
            source=head["source"],
            transition=transition,
            illustrative=head.get("illustrative"),
            leaves=leaves,
            rules=rules,
            grants=grants,
            ranking=ranking,
            digest=digest_of(self._document),
        )

    def _transition(self, written: Any) -> Transition:
        known = [one.value for one in Transition]
        if written not in known:
            self._fault(("policy", "transition"), f"`transition = {_shown(written)}` is not one of {', '.join(known)}")
            return Transition.KEEP
        return Transition(written)

    def _leaves(self) -> dict[str, Leaf]:
        leaves = {}
        for name, written in self._named("criteria").items():
            leaf = self._leaf(name, self._table(("criteria", name), written))
            if leaf is not None:
                leaves[name] = leaf
        return leaves

    def _leaf(self, name: str, written: dict[str, Any]) -> Leaf | None:
        at: TomlPath = ("criteria", name)
        use = written.get("use")
        criterion = self._criteria.get(use) if isinstance(use, str) else None
        if criterion is None:
            said = f"`use = {_shown(use)}` is not an installed criterion" if "use" in written else "`use` is missing"
            self._fault((*at, "use"), f"{said}; {_meant(str(use), self._criteria)}")
            return None
        assurance = written.get("assurance", "declared")
        if assurance not in _ASSURANCES:
            message = f"`assurance = {_shown(assurance)}` is not one of {', '.join(_ASSURANCES)}"
            self._fault((*at, "assurance"), message)
        config = self._config(criterion, {key: value for key, value in written.items() if key not in _LEAF}, at)
        if config is None:
            return None
        return Leaf(
            name=name,
            use=str(use),
            criterion=criterion,
            config=config,
            assurance=_ASSURANCES.get(assurance, Assurance.DECLARED),
            label=written.get("label", {}),
            law=written.get("law"),
        )

    def _config(self, criterion: Criterion, written: dict[str, Any], at: TomlPath) -> Any:
        try:
            return msgspec.convert(written, criterion.config)
        except msgspec.ValidationError as error:
            found = _WRONG_FIELD.match(str(error))
            what, path = (found["what"], found["path"]) if found else (str(error), None)
            if unknown := _UNKNOWN_FIELD.search(what):
                known = [field.encode_name for field in msgspec.structs.fields(criterion.config)]
                field = unknown["field"]
                self._fault(
                    (*at, field), f"`{field}` is not a field of `{criterion.manifest.name}`; {_meant(field, known)}"
                )
                return None
            key = re.split(r"[.\[]", path)[0] if path else None
            place = (*at, key) if key else at
            said = f"`{key} = {_shown(written.get(key))}`" if key in written else "the criterion"
            self._fault(place, f"{said} cannot be used by `{criterion.manifest.name}`: {_lower(what)}")
            return None

    def _rules(self, criteria: set[str]) -> dict[str, Expression]:
        written = self._named("rule")
        if ELIGIBLE not in written:
            self._fault(("rule", ELIGIBLE), '`eligible` is missing; write the rule, like eligible = "lives_here"')
        known = criteria | set(written)
        read: dict[str, Expression] = {}
        for name, text in written.items():
            if name in criteria:
                self._fault(("rule", name), f"`{name}` is the name of a criterion too; give the rule another name")
            elif not isinstance(text, str):
                self._fault(("rule", name), f"`{name}` is not a sentence; write it in quotes")
            else:
                self._trying(("rule", name), name, partial(parse, text, known), read)
        whole: dict[str, Expression] = {}
        if len(read) == len(written):
            for name, expression in read.items():
                self._trying(("rule", name), name, partial(written_out, expression, read), whole)
        return whole

    def _trying(self, at: TomlPath, name: str, read: Callable[[], Expression], into: dict[str, Expression]) -> None:
        try:
            into[name] = read()
        except RuleFault as fault:
            self._fault(at, f"{fault.message} (column {fault.column} of the sentence)")

    def _grants(self, names: Mapping[str, Expression | None]) -> tuple[Grant, ...]:
        rows = self._document.get("grants", [])
        if not isinstance(rows, list) or not rows:
            self._fault(("grants",), "`[[grants]]` is missing; say what those get who are eligible")
            return ()
        read = (self._grant(("grants", place), row, names) for place, row in enumerate(rows))
        return tuple(grant for grant in read if grant is not None)

    def _grant(self, at: TomlPath, row: Any, names: Mapping[str, Expression | None]) -> Grant | None:
        row = self._table(at, row)
        before = len(self._faults)
        self._refuse_unknown(at, row, ("when", "slots", "at_most", "lasts"))
        when: dict[str, Expression] = {}
        written = row.get("when", ELIGIBLE)
        rules = {name: rule for name, rule in names.items() if rule is not None}
        self._trying((*at, "when"), "when", lambda: written_out(parse(str(written), names.keys()), rules), when)
        try:
            slots = msgspec.convert(row.get("slots", []), tuple[Slot, ...])
        except msgspec.ValidationError as error:
            self._fault(
                (*at, "slots"), f'`slots` is not a list like [{{ category = "reading" }}]: {_lower(str(error))}'
            )
            slots = ()
        lasts = _MONTHS.fullmatch(str(row.get("lasts")))
        if lasts is None:
            self._fault((*at, "lasts"), f'`lasts = {_shown(row.get("lasts"))}` is not a time like "12 months"')
        at_most = row.get("at_most", len(slots))
        if not isinstance(at_most, int) or not 1 <= at_most <= max(len(slots), 1):
            self._fault(
                (*at, "at_most"), f"`at_most = {_shown(at_most)}` is not a number from 1 to the slots there are"
            )
        if len(self._faults) > before or lasts is None:
            return None
        return Grant(when=when["when"], slots=slots, at_most=at_most, months=int(lasts[1]))

    def _ranking(self, leaves: Mapping[str, Leaf]) -> Ranking | None:
        if "ranking" not in self._document:
            return None
        try:
            ranking = msgspec.convert(self._document["ranking"], Ranking)
        except msgspec.ValidationError as error:
            self._fault(("ranking",), f"`ranking` cannot be read: {_lower(str(error))}")
            return None
        for place, name in enumerate(ranking.by):
            if name not in self._named("criteria"):
                self._fault(
                    ("ranking", "by", place), f"`{name}` is not a criterion of this file; {_meant(name, leaves)}"
                )
        return ranking

    def _named(self, table: str) -> dict[str, Any]:
        return self._table((table,), self._document.get(table, {}))

    def _table(self, at: TomlPath, written: Any) -> dict[str, Any]:
        if isinstance(written, dict):
            return written
        self._fault(at, f"`{at[-1]}` is not a table; write its fields in one")
        return {}

    def _refuse_unknown(self, at: TomlPath, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self._fault((*at, key), f"`{key}` is not known here; {_meant(key, known)}")

    def _fault(self, at: TomlPath, message: str) -> None:
        fault = PolicyFault(at, message)
        if fault not in self._faults:
            self._faults.append(fault)


def _meant(word: str, known: Any) -> str:
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else "known are " + ", ".join(f"`{name}`" for name in sorted(known))


def _shown(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
