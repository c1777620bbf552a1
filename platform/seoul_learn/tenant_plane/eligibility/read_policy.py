"""Reading a policy from its document. Every fault is found at once, at its place and with its mend."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from seoul_learn.kit.saying import saying
from seoul_learn.kit.text import canonical_json
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.tenant_plane.eligibility.faults import Faults, shown
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused, Transition
from seoul_learn.tenant_plane.eligibility.read_criteria import read_criteria
from seoul_learn.tenant_plane.eligibility.read_grants import read_grants
from seoul_learn.tenant_plane.eligibility.read_rules import Sentences, read_rules
from seoul_learn.tenant_plane.eligibility.read_terms import (
    read_quota,
    read_ranking,
    read_renewal,
    read_turn,
    read_window,
)

_HEAD = ("programme", "effective_from", "status", "basis", "source", "transition", "illustrative")
_TABLES = ("policy", "window", "quota", "criteria", "rule", "grants", "ranking", "renewal", "school_year")

_MOVED = {"wallet": "[grants.wallet]", "copay": "[grants.copay]"}


def read_policy(document: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Policy:
    """The policy that a TOML document says, over the installed criteria. Raises PolicyRefused."""
    faults = Faults()
    for table, place in _MOVED.items():
        if table in document:
            message = "`[%(table)s]` belongs to a tier now; write it as `%(place)s` below the grant it is of"
            faults.add((table,), saying(message, table=table, place=place))
    faults.unknown((), document, (*_TABLES, *_MOVED))
    head = faults.table(("policy",), document.get("policy", {}))
    faults.unknown(("policy",), head, _HEAD)
    transition = _transition(head.get("transition", "keep"), faults)
    _texts(head, faults)
    written = faults.table(("criteria",), document.get("criteria", {}))
    leaves = read_criteria(written, criteria, faults)
    rules = read_rules(faults.table(("rule",), document.get("rule", {})), written.keys(), faults)
    names = {**dict.fromkeys(written), **dict.fromkeys(document.get("rule", ()))}
    school_year = read_turn(document["school_year"], faults) if "school_year" in document else None
    sentences = Sentences(written.keys(), rules, faults)
    grants = read_grants(document.get("grants"), sentences, school_year=school_year, faults=faults)
    window = read_window(document["window"], faults) if "window" in document else None
    quota = read_quota(document["quota"], names, faults) if "quota" in document else None
    ranking = read_ranking(document["ranking"], names, faults) if "ranking" in document else None
    renewal = (
        read_renewal(document["renewal"], school_year=school_year, faults=faults) if "renewal" in document else None
    )
    if faults.found:
        raise PolicyRefused(tuple(faults.found))
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
        digest=digest_of(document),
        window=window,
        quota=quota,
        ranking=ranking,
        renewal=renewal,
        school_year=school_year,
    )


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what a document says: comments, order and spacing do not count, nor does its status.

    The status moves on while the law stays, and a determination refers to the law.
    """
    head = document.get("policy")
    if isinstance(head, Mapping):
        document = {**document, "policy": {key: value for key, value in head.items() if key != "status"}}
    return hashlib.sha256(canonical_json(dict(document))).hexdigest()


def _transition(written: Any, faults: Faults) -> Transition:
    known = [one.value for one in Transition]
    if written not in known:
        message = "`%(written)s` is not one of %(known)s"
        said = f"transition = {shown(written)}"
        faults.add(("policy", "transition"), saying(message, written=said, known=", ".join(known)))
        return Transition.KEEP
    return Transition(written)


def _texts(head: Mapping[str, Any], faults: Faults) -> None:
    if not isinstance(head.get("source"), str) or not head["source"].strip():
        message = saying("`source` is missing; name the notice or page that this policy is from")
        faults.add(("policy", "source"), message)
    for field in ("basis", "illustrative"):
        if not isinstance(head.get(field, ""), str):
            written = f"{field} = {shown(head[field])}"
            message = saying("`%(written)s` is not a text; write it in quotes", written=written)
            faults.add(("policy", field), message)
