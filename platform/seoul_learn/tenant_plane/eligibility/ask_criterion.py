"""Asking a criterion, so that one that breaks leaves this one question open and harms nothing else (docs/adr/0010).

A criterion is somebody's code: it may raise, go on for ever or answer nonsense. Each of these is an unknown value that
an officer has to settle, with the fault beside it for the operators. The criterion sees the facts that it says it reads
and no other.
"""

import enum
import functools
import sys
from collections.abc import Mapping
from datetime import date
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from seoul_learn.plugin_api.criterion import Because, Criterion, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.policy import Leaf

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import Columns

BROKEN = "plugin"
"""The message of the reason that a broken criterion leaves."""
MOST_LINES = 100_000
"""Lines of its own code that a criterion from another package may run for one answer. Ours run some twenty."""

_OURS = "plugins.eligibility_rules."


class FaultKind(enum.StrEnum):
    """How a criterion broke."""

    RAISED = "raised"
    ENDLESS = "endless"
    NONSENSE = "nonsense"


class CriterionFault(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion that broke; `detail` names code and types, never a value."""

    criterion: str
    use: str
    version: str
    kind: FaultKind
    detail: str


class _TooManyLines(BaseException):
    """Not an Exception, so that the criterion's own `except Exception` does not keep it going."""


def ask_criterion(
    leaf: Leaf, facts: Mapping[str, Fact], as_of: date, standards: Standards
) -> tuple[Finding, CriterionFault | None]:
    """What the criterion finds; an unknown value with the fault when it breaks."""
    try:
        reads = leaf.reads
        told = MappingProxyType({name: facts[name] for name in reads if name in facts})
        finding = _answer(leaf.criterion, leaf.config, told, as_of, standards)
        nonsense = _nonsense(finding, reads, told)
    except KeyboardInterrupt:  # somebody at a terminal wants the process to end
        raise
    except _TooManyLines:
        return _broken(leaf, FaultKind.ENDLESS, f"more than {MOST_LINES} lines")
    except BaseException as error:  # a criterion must not be able to end a request, even by SystemExit
        return _broken(leaf, FaultKind.RAISED, _place_of(error))
    if nonsense:
        return _broken(leaf, FaultKind.NONSENSE, nonsense)
    return finding, None


class GuardedCriterion:
    """A leaf's criterion for bulk runs: where its columns break, it is asked person by person, as everywhere else."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        """What `ask_criterion` says."""
        del config
        return ask_criterion(self._leaf, facts, as_of, standards)[0]

    def evaluate_many(self, config: Any, columns: "Columns", as_of: date, standards: Standards) -> Any:
        """What the criterion's own columns say; None where it has none, or they break."""
        over_columns = getattr(self._leaf.criterion, "evaluate_many", None)
        if over_columns is None:
            return None
        try:
            return over_columns(config, columns, as_of, standards)
        except Exception:  # the same criterion is asked one by one, and what breaks there is on record
            return None


def reads_of(leaf: Leaf) -> tuple[str, ...]:
    """The facts that a criterion reads; none of one that cannot say."""
    try:
        return tuple(leaf.reads)
    except Exception:  # it is reported when the criterion is asked
        return ()


def _answer(criterion: Criterion, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
    if type(criterion).__module__.startswith(_OURS):
        return criterion.evaluate(config, facts, as_of, standards)
    before = sys.gettrace()
    sys.settrace(_counter())
    try:
        return criterion.evaluate(config, facts, as_of, standards)
    finally:
        sys.settrace(before)


def _counter() -> Any:
    """A trace function that stops code after so many lines. It counts and keeps no clock: every run is the same."""
    left = MOST_LINES

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        del frame, argument
        if event in ("line", "call"):
            left -= 1
            if left < 0:
                raise _TooManyLines
        return trace

    return trace


def _nonsense(finding: Any, reads: tuple[str, ...], told: Mapping[str, Fact]) -> str:
    """What is wrong with an answer, or nothing."""
    if not isinstance(finding, Finding):
        return f"{type(finding).__name__} instead of a Finding"
    if finding.met not in (True, False, None) or isinstance(finding.met, int) is not isinstance(finding.met, bool):
        return f"`met` is of {type(finding.met).__name__}"
    if not isinstance(finding.because, Because) or not isinstance(finding.because.message, str):
        return "`because` is no Because"
    if not isinstance(finding.needs, tuple) or not all(isinstance(need, Need) for need in finding.needs):
        return "`needs` is no tuple of Need"
    if not _can_be_kept(finding.because):
        return "`because` has values that cannot be written down"
    return _unfounded(finding, reads, told)


def _unfounded(finding: Finding, reads: tuple[str, ...], told: Mapping[str, Fact]) -> str:
    missing = {need.name for need in finding.needs if need.kind is NeedKind.FACT}
    if finding.met is None:
        if not finding.needs:
            return "unknown without a need"
        if missing - set(reads):
            return "needs a fact that it does not read"
        return "needs a fact that was told" if missing & set(told) else ""
    if finding.needs:
        return "settled and in need of something"
    if reads and not told:
        return "settled without a fact"
    return ""


def _can_be_kept(because: Because) -> bool:
    try:
        msgspec.json.encode(because)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    return isinstance(because.values, dict) and all(isinstance(name, str) for name in because.values)


def _broken(leaf: Leaf, kind: FaultKind, detail: str) -> tuple[Finding, CriterionFault]:
    fault = CriterionFault(
        criterion=leaf.name, use=leaf.use, version=leaf.criterion.manifest.version, kind=kind, detail=detail
    )
    return _finding_of_broken(leaf.use), fault


@functools.cache
def _finding_of_broken(use: str) -> Finding:
    return Finding(met=None, because=Because(message=BROKEN), needs=(Need(kind=NeedKind.PLUGIN, name=use),))


def _place_of(error: BaseException) -> str:
    """The kind of an error and where it was raised; its text may hold what a family told and stays out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = f" at line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}" if trace else ""
    return f"{type(error).__name__}{line}"
