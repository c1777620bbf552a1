"""Asking a criterion, so that one that breaks leaves this one question open and harms nothing else (docs/adr/0010).

A criterion is somebody's code: it may raise, go on for ever or answer nonsense. Each of these is an unknown value that
an officer has to settle, with the fault beside it for the operators. The criterion sees the facts that it says it reads
and no other.
"""

import enum
import faulthandler
import functools
import sys
from collections.abc import Callable, Mapping
from datetime import date
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.policy import Leaf

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import Columns

BROKEN = "plugin"
"""The message of the reason that a broken criterion leaves."""
MOST_LINES = 100_000
"""Lines of its own code that a criterion from another package may run for one answer. Ours run some twenty."""

MOST_SECONDS = 60
"""After which a process ends that is still within one answer of another package's criterion. It is started anew."""
_ERRORS = 2
"""The file descriptor of what a process says when it fails: places in the code, never a value."""

_OURS = "plugins.eligibility_rules."
_ENCODER = msgspec.json.Encoder()
_MOST_KNOWN = 4096
_ROWS: dict[int, object] = {}
"""Rows that could be written down, by identity. They are held, so that no other object takes one's place."""
_NAMES: dict[tuple[Any, ...], bool] = {}
"""Sets of names of values that are all texts."""
Answer = Callable[[Mapping[str, Fact]], Finding]


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


Ask = Callable[[Mapping[str, Fact]], tuple[Finding, CriterionFault | None]]


class _TooManyLines(BaseException):
    """Not an Exception, so that the criterion's own `except Exception` does not keep it going."""


def ask_criterion(
    leaf: Leaf, facts: Mapping[str, Fact], as_of: date, standards: Standards
) -> tuple[Finding, CriterionFault | None]:
    """What the criterion finds; an unknown value with the fault when it breaks."""
    return guarded(leaf, as_of, standards)(facts)


def guarded(leaf: Leaf, as_of: date, standards: Standards) -> Ask:
    """`ask_criterion` of one day, for many people: what is the same for all of them is made ready once."""
    try:
        reads = tuple(leaf.reads)
        answer = _answering(leaf, as_of, standards)
    except KeyboardInterrupt:  # somebody at a terminal wants the process to end
        raise
    except BaseException as error:  # a criterion must not be able to end a request, even by SystemExit
        broken = _broken(leaf, FaultKind.RAISED, _place_of(error))
        return lambda facts: broken

    only = reads[0] if len(reads) == 1 else None

    def ask(facts: Mapping[str, Fact]) -> tuple[Finding, CriterionFault | None]:
        if only is None:
            told = {name: facts[name] for name in reads if name in facts}
        else:
            told = {only: facts[only]} if only in facts else {}
        try:
            finding = answer(told)
            nonsense = _nonsense(finding, reads, told)
        except KeyboardInterrupt:
            raise
        except _TooManyLines:
            return _broken(leaf, FaultKind.ENDLESS, f"more than {MOST_LINES} lines")
        except BaseException as error:
            return _broken(leaf, FaultKind.RAISED, _place_of(error))
        return (finding, None) if not nonsense else _broken(leaf, FaultKind.NONSENSE, nonsense)

    return ask


class GuardedCriterion:
    """A leaf's criterion for bulk runs: where its columns break, it is asked person by person, as everywhere else."""

    def __init__(self, leaf: Leaf, as_of: date, standards: Standards) -> None:
        self._leaf = leaf
        self._ask = guarded(leaf, as_of, standards)

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        """What `ask_criterion` says."""
        del config, as_of, standards
        return self._ask(facts)[0]

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


def _answering(leaf: Leaf, as_of: date, standards: Standards) -> Answer:
    criterion, config = leaf.criterion, leaf.config
    if type(criterion).__module__.startswith(_OURS):
        prepared: Callable[[Any, date, Standards], Answer] | None = getattr(criterion, "prepared", None)
        if prepared is not None:
            return prepared(config, as_of, standards)
        return lambda told: criterion.evaluate(config, told, as_of, standards)

    def answer(told: Mapping[str, Fact]) -> Finding:
        before = sys.gettrace()
        # No line of Python is run within a call of C code: a process that does not come back from one has to end.
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=_ERRORS)
        sys.settrace(_counter())
        try:
            return criterion.evaluate(config, MappingProxyType(told), as_of, standards)
        finally:
            sys.settrace(before)
            faulthandler.cancel_dump_traceback_later()

    return answer


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
    met, because, needs = finding.met, finding.because, finding.needs
    if met is not True and met is not False and met is not None:
        return f"`met` is of {type(met).__name__}"
    if not isinstance(because, Because) or not isinstance(because.message, str):
        return "`because` is no Because"
    if not isinstance(needs, tuple) or (needs and not all(isinstance(need, Need) for need in needs)):
        return "`needs` is no tuple of Need"
    if not _can_be_kept(because):
        return "`because` has values that cannot be written down"
    if met is None or needs:
        return _unfounded(finding, reads, told)
    return "settled without a fact" if reads and not told else ""


def _unfounded(finding: Finding, reads: tuple[str, ...], told: Mapping[str, Fact]) -> str:
    if finding.met is not None:
        return "settled and in need of something"
    if not finding.needs:
        return "unknown without a need"
    missing = {need.name for need in finding.needs if need.kind is NeedKind.FACT}
    if missing - set(reads):
        return "needs a fact that it does not read"
    return "needs a fact that was told" if missing & set(told) else ""


def _can_be_kept(because: Because) -> bool:
    """Whether a reason can be written down. Its values are, each time; rows and sets of names that passed are known."""
    values, row = because.values, because.row
    try:
        _ENCODER.encode(values)
        if row is not None and _ROWS.get(id(row)) is not row:
            _ENCODER.encode(row)
            _know(_ROWS, id(row), row)
        because.message.encode()
        names = tuple(values)
        if names not in _NAMES:
            if not isinstance(values, dict) or not all(isinstance(name, str) for name in names):
                return False
            _know(_NAMES, names, True)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    return isinstance(values, dict)


def _know(known: dict[Any, Any], key: Any, value: Any) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[key] = value


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
