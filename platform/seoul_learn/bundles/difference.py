"""What would change, one line a field: the plan that a person reads before applying a bundle."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from seoul_learn.bundles.description import Description
from seoul_learn.tenant_plane.eligibility.publish import wording

Parts = dict[str, dict[str, Any]]
_NOT_THERE = object()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one part that differs; None stands for what is not there."""

    part: str
    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.part} {self.field} = {self.after}"
        if self.after is None:
            return f"- {self.part} {self.field} = {self.before}"
        return f"~ {self.part} {self.field}: {self.before} → {self.after}"


def differences(before: Description | None, after: Description) -> tuple[Difference, ...]:
    """Everything in which `after` differs from `before`, in the order of a bundle's files."""
    was = _parts(before) if before else {}
    will_be = _parts(after)
    if after.lifecycle is None:
        was.get("tenant", {}).pop("lifecycle", None)
    found: list[Difference] = []
    for part in dict.fromkeys((*will_be, *was)):
        if part not in will_be and part.startswith("standard "):
            continue  # an official table is never taken away
        found.extend(_between(part, was.get(part, {}), will_be.get(part, {})))
    return tuple(found)


def _parts(of: Description) -> Parts:
    tenant: dict[str, Any] = {"hosts": list(of.hosts)}
    if of.lifecycle is not None:
        tenant["lifecycle"] = of.lifecycle
    identity = msgspec.structs.asdict(of.identity)
    identity["logo_source"] = _short(of.identity.logo_source)
    parts: Parts = {"tenant": tenant, "identity": identity}
    if of.casework is not None:
        parts["casework"] = msgspec.structs.asdict(of.casework)
    if of.attestations is not None:
        parts["attestations"] = msgspec.structs.asdict(of.attestations)
    for position, programme in enumerate(of.programmes):
        parts[f"programme {programme.slug}"] = {**msgspec.to_builtins(programme), "position": position}
    for position, provider in enumerate(of.sign_in):
        parts[f"sign_in {provider.issuer}"] = {**msgspec.structs.asdict(provider), "position": position}
    for position, register in enumerate(of.registers):
        parts[f"register {register.slug}"] = {**msgspec.structs.asdict(register), "position": position}
    for policy in of.policies:
        # The spacing of a status that moved on is no wording of the law.
        parts[f"policy {policy.programme} {policy.effective_from}"] = {
            **tomllib.loads(policy.text),
            "(wording)": _short(wording(policy.text).encode()),
        }
    for slug, text in of.cases.items():
        parts[f"cases {slug}"] = _written(text)
    for position, contract in enumerate(of.contracts):
        parts[f"contract {contract.offering}"] = {**msgspec.structs.asdict(contract), "position": position}
    for page in of.pages:
        parts[f"page {page.slug}.{page.language}"] = {"title": page.title, "body": page.body}
    if of.own_facts is not None:
        parts["facts"] = _written(of.own_facts)
    for standard, text in of.standards.items():
        parts[f"standard {standard}"] = _written(text)
    return parts


def _written(text: str) -> dict[str, Any]:
    # Comments and spacing count too: the file is the law as its author wrote it.
    return {**tomllib.loads(text), "(wording)": _short(text.encode())}


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _between(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    was, will_be = dict(_leaves("", before)), dict(_leaves("", after))
    for field in dict.fromkeys((*will_be, *was)):
        old, new = was.get(field, _NOT_THERE), will_be.get(field, _NOT_THERE)
        if old != new:
            yield Difference(part=part, field=field, before=_shown(old), after=_shown(new))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list) and any(isinstance(member, Mapping) for member in value):
        for position, member in enumerate(value):
            yield from _leaves(f"{path}[{position}]", member)
    elif value is not None:
        yield path, value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


def _shown(value: Any) -> str | None:
    if value is _NOT_THERE:
        return None
    shown = value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
