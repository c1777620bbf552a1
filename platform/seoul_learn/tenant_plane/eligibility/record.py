"""What is written down of a determination: all it rests on, in one spelling, so that it can be replayed to the byte."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from seoul_learn.kit.text import canonical_json
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import StandardRow
from seoul_learn.tenant_plane.eligibility.ask_criterion import reads_of
from seoul_learn.tenant_plane.eligibility.counterfactual import Change, turning
from seoul_learn.tenant_plane.eligibility.evaluate import ENGINE_VERSION, Evaluation, Outcome
from seoul_learn.tenant_plane.eligibility.grants import Benefit, Grant, Per, Wallet
from seoul_learn.tenant_plane.eligibility.ground import Ground
from seoul_learn.tenant_plane.eligibility.lasting import in_words
from seoul_learn.tenant_plane.eligibility.policy import Policy, Transition
from seoul_learn.tenant_plane.eligibility.rule import truth_of
from seoul_learn.tenant_plane.eligibility.transition import InFlight
from seoul_learn.tenant_plane.eligibility.truth import Truth
from seoul_learn.tenant_plane.eligibility.used_standards import used_standards

_TURNINGS = "_turnings"
_MOST_TURNINGS = 4096
SAME_IDENTITY = "same_identity"
"""Two accounts may be one human being, and nobody is granted the same twice."""


class RecordedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as it counted: its value, and who vouched for it when and until when."""

    name: str
    value: Any
    assurance: str
    source: str
    checked_at: date | None
    valid_until: date | None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What one criterion said, in the plugin's `message` and `values`; `decisive` when the outcome rests on it."""

    criterion: str
    use: str
    label: dict[str, str]
    law: str | None
    met: bool | None
    decisive: bool
    message: str
    values: dict[str, Any]
    row: StandardRow | None
    needs: tuple[str, ...]
    unvouched: tuple[str, ...]
    reads: tuple[str, ...] = ()


class RecordedCopay(msgspec.Struct, frozen=True, kw_only=True):
    """What the family pays itself, in minor units of the currency; nothing where it was `waived`."""

    amount: int
    currency: str
    per: Per
    of: int | None
    waived: bool


class RecordedGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What was granted: a slot for each category, so many at most, for a time, and what comes beside them."""

    categories: tuple[str, ...]
    at_most: int
    lasts: str
    starts: date | None = None
    tier: str | None = None
    label: dict[str, str] = {}
    wallet: Wallet | None = None
    benefits: tuple[Benefit, ...] = ()
    copay: RecordedCopay | None = None


class OtherVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was tried too and did not decide, and what it said."""

    effective_from: date
    digest: str
    outcome: Outcome


class RecordedTransition(msgspec.Struct, frozen=True, kw_only=True):
    """How a newer version was dealt with: begun under one, by then there was the `newest`, whose `rule` this is."""

    rule: Transition
    begun_under: date
    newest: date
    others: tuple[OtherVersion, ...]


class DeterminationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it. `settling` are the smallest sets of facts that could still make the person eligible.

    `turning` are the smallest changes that would have made somebody refused eligible; `standards` the digests of the
    official tables by id, `own_facts` that of the tenant's own; `to_be_shown` facts that a document waited to
    establish. A field added later has a default, so that older records are read.
    """

    engine: str
    plugins: dict[str, str]
    programme: str
    policy_effective_from: date
    policy_digest: str
    policy_source: str
    basis: str | None
    illustrative: str | None
    as_of: date
    facts: tuple[RecordedFact, ...]
    not_told: tuple[str, ...]
    outcome: Outcome
    reasons: tuple[Reason, ...]
    wanted: tuple[str, ...]
    unvouched: tuple[str, ...]
    settling: tuple[tuple[str, ...], ...]
    grant: RecordedGrant | None
    transition: RecordedTransition | None = None
    standards: dict[str, str] = {}
    own_facts: str | None = None
    to_be_shown: tuple[str, ...] = ()
    turning: tuple[tuple[Change, ...], ...] = ()
    held: str | msgspec.UnsetType = msgspec.UNSET
    """Why a grant waits although the policy gives it; absent, and in no byte of the record, where none does."""

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical_json(self)

    def vouched_for(self, reason: Reason) -> tuple[RecordedFact, ...]:
        """The facts that a reason rests on, with who vouched for each and when."""
        return tuple(fact for fact in self.facts if fact.name in reason.reads)


def read_record(content: bytes) -> DeterminationRecord:
    """The record that the bytes say. Raises msgspec.ValidationError."""
    return msgspec.json.decode(content, type=DeterminationRecord)


def record_of(
    policy: Policy,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    *,
    as_of: date,
    not_told: tuple[str, ...],
    transition: RecordedTransition | None = None,
    ground: Ground | None = None,
    to_be_shown: frozenset[str] = frozenset(),
) -> DeterminationRecord:
    """The record of an evaluation; `transition` where a newer version came while the application was in flight.

    `ground` is what it stood on besides the policy, of which the digests are kept.
    """
    return DeterminationRecord(
        engine=ENGINE_VERSION,
        plugins={leaf.use: leaf.criterion.manifest.version for leaf in policy.leaves.values()},
        programme=policy.programme,
        policy_effective_from=policy.effective_from,
        policy_digest=policy.digest,
        policy_source=policy.source,
        basis=policy.basis,
        illustrative=policy.illustrative,
        as_of=as_of,
        facts=tuple(_fact(facts[name]) for name in sorted(facts)),
        not_told=not_told,
        outcome=evaluation.outcome,
        reasons=tuple(_reason(policy, evaluation, name) for name in policy.leaves),
        wanted=evaluation.wanted,
        unvouched=evaluation.unvouched,
        settling=evaluation.settling,
        grant=recorded_grant(evaluation.grant, evaluation) if evaluation.grant else None,
        transition=transition,
        standards=used_standards(policy, evaluation, ground.digests) if ground else {},
        own_facts=ground.own[0] if ground and ground.own else None,
        to_be_shown=tuple(sorted(to_be_shown)),
        turning=_turning(policy, evaluation),
    )


def held_back(record: DeterminationRecord) -> DeterminationRecord:
    """The same, but that its grant waits for an officer: the person may have another account."""
    return msgspec.structs.replace(record, outcome=Outcome.NEEDS_REVIEW, grant=None, held=SAME_IDENTITY)


def transition_of(flight: InFlight, evaluations: Sequence[Evaluation], decided: int) -> RecordedTransition | None:
    """What is written down of a newer version; None where there was none. `decided` is the place of who decided."""
    if flight.rule is None:
        return None
    return RecordedTransition(
        rule=flight.rule,
        begun_under=flight.begun.effective_from,
        newest=flight.newest.effective_from,
        others=tuple(
            OtherVersion(
                effective_from=one.policy.effective_from, digest=one.policy.digest, outcome=evaluations[place].outcome
            )
            for place, one in enumerate(flight.tried)
            if place != decided
        ),
    )


def recorded_grant(grant: Grant, evaluation: Evaluation) -> RecordedGrant:
    """The grant as it is written down, with its co-payment waived or not."""
    copay = grant.copay
    return RecordedGrant(
        categories=tuple(slot.category for slot in grant.slots),
        at_most=grant.at_most,
        lasts=in_words(grant.lasts),
        starts=grant.starts,
        tier=grant.tier,
        label=grant.label,
        wallet=grant.wallet,
        benefits=grant.benefits,
        copay=RecordedCopay(
            amount=copay.amount, currency=copay.currency, per=copay.per, of=copay.of,
            waived=copay.waive_when is not None
            and truth_of(copay.waive_when, lambda name: evaluation.leaves[name].assured) is True,
        )
        if copay
        else None,
    )  # fmt: skip


def _fact(fact: Fact) -> RecordedFact:
    return RecordedFact(
        name=fact.name,
        value=fact.value,
        assurance=fact.assurance.name.lower(),
        source=fact.source,
        checked_at=fact.checked_at,
        valid_until=fact.valid_until,
    )


def _turning(policy: Policy, evaluation: Evaluation) -> tuple[tuple[Change, ...], ...]:
    """What would have made somebody refused eligible; kept, since the same refusals come again and again."""
    told = {name: value.met for name, value in evaluation.leaves.items()}
    kept: dict[tuple[Truth, ...], tuple[tuple[Change, ...], ...]] = policy.__dict__.setdefault(_TURNINGS, {})
    values = tuple(told.values())
    if values not in kept:
        if len(kept) >= _MOST_TURNINGS:
            kept.clear()
        kept[values] = turning(policy.rule, told)
    return kept[values]


def _reason(policy: Policy, evaluation: Evaluation, name: str) -> Reason:
    leaf, value = policy.leaves[name], evaluation.leaves[name]
    return Reason(
        criterion=name,
        use=leaf.use,
        label=leaf.label,
        law=leaf.law,
        met=value.met,
        decisive=name in evaluation.resting_on,
        message=value.finding.because.message,
        values=value.finding.because.values,
        row=value.finding.because.row,
        needs=tuple(f"{need.kind.value}:{need.name}" for need in value.finding.needs),
        unvouched=value.unvouched,
        reads=reads_of(leaf),
    )
