"""What a connector was recorded to do, played again: which seat it gives for which request, and that it gives one."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.abilities import HeldSeat, SpeaksOut
from seoul_learn.plugin_api.config import secret_fields
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import shown_path
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.recorded_wire import RecordedAnswer, RecordedWire
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.provider import ConnectorError, Launch, LaunchingPerson, Seat, SeatRefused, SeatRequest

_T = TypeVar("_T")
_CLOCK = FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call. `gives` names code, link, message or text of the seat or launch, state or learner of a found seat;
    `raises` an error by its name.

    Of a connector that speaks over the network: `answers` are the provider's, and `asks` what it was asked for them.
    """

    name: str
    do: Literal["check", "provision", "launch", "release", "find"]
    request: UUID | None = None
    gives: dict[str, Any] = {}
    raises: str | None = None
    concerns: tuple[str, ...] = ()
    answers: tuple[RecordedAnswer, ...] = ()
    asks: tuple[str, ...] = ()


class WrittenFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: a configuration, the provider's codes, and calls in their order."""

    call: tuple[Call, ...]
    config: dict[str, Any] = {}
    codes: tuple[str, ...] = ()


class RecordedPool:
    """The codes of a fixture, each given once."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self._free = list(codes)
        self._given: dict[UUID, str] = {}

    async def take(self, request_id: UUID) -> str | None:
        """The code of a request, the same whenever it asks."""
        if request_id not in self._given and self._free:
            self._given[request_id] = self._free.pop(0)
        return self._given.get(request_id)

    async def remaining(self) -> int:
        """How many nobody has."""
        return len(self._free)


class Fixture(msgspec.Struct, frozen=True, kw_only=True):
    """One file, ready to play."""

    file: TomlFile
    written: WrittenFixture
    config: Any

    def secrets(self) -> tuple[str, ...]:
        """What must never be told: codes, and the secret fields of the configuration."""
        hidden = [getattr(self.config, name) for name in secret_fields(type(self.config))]
        return (*self.written.codes, *(str(value) for value in hidden if value is not None))


def read_fixtures(loaded: LoadedPlugin, faults: list[Fault]) -> tuple[Fixture, ...]:
    """Every file of fixtures/ that can be played; what is wrong with the others is added to `faults`."""
    read = []
    for path in loaded.folder.toml_files("fixtures"):
        try:
            file = read_toml(path, shown_path(path), absent="")
            written = file.fit(file.table, WrittenFixture)
            config = file.fit(written.config, loaded.plugin.config, at=("config",))
        except Faulty as faulty:
            faults.append(faulty.fault)
            continue
        read.append(Fixture(file=file, written=written, config=config))
    return tuple(read)


def fixture_faults(loaded: LoadedPlugin, fixtures: Sequence[Fixture]) -> Iterator[Fault]:
    """Calls that turn out otherwise than recorded, and calls that are not there."""
    given: set[str] = set()
    for fixture in fixtures:
        yield from played(_Replay(loaded, fixture, given).faults)
    if not any(call.do == "provision" and call.gives for fixture in fixtures for call in fixture.written.call):
        mend = 'record a call with do = "provision" and what it gives'
        yield Fault(file=loaded.folder.shown("fixtures"), message="no fixture provisions a seat", mend=mend)
    for language, texts in loaded.strings.items():
        for name in sorted(given - texts.keys()):
            file_name = loaded.folder.shown("strings", f"{language}.toml")
            yield Fault(file=file_name, field=name, message=f"the message `{name}` is missing", mend="write it")


def played(work: Callable[[], Awaitable[_T]]) -> _T:
    """What comes of work that has to be waited for."""

    async def run() -> _T:
        return await work()

    return asyncio.run(run())


async def asked_of(
    loaded: LoadedPlugin, fixture: Fixture, call: Call, answers: tuple[RecordedAnswer, ...]
) -> Any:
    """What the connector makes of a call under other answers, without anything having happened before."""
    replay = _Replay(loaded, fixture, set())
    seat = Seat(reference=str(call.request), access=Launch(link="https://provider.example/"))
    return await replay.do(call, answers, seat=seat)


class _Replay:
    def __init__(self, loaded: LoadedPlugin, fixture: Fixture, given: set[str]) -> None:
        self._plugin = loaded.plugin
        self._fixture = fixture
        self._file = fixture.file
        self._written = fixture.written
        self._config = fixture.config
        self._given = given
        self._pool = RecordedPool(fixture.written.codes)
        self._seats: dict[UUID | None, Seat] = {}
        self.wire = RecordedWire(())

    async def faults(self) -> list[Fault]:
        found: list[Fault] = []
        told = io.StringIO()
        listener = logging.StreamHandler(told)
        listener.setLevel(logging.DEBUG)
        logging.getLogger().addHandler(listener)
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                for position, call in enumerate(self._written.call):
                    found += await self._played(position, call)
        finally:
            logging.getLogger().removeHandler(listener)
        for secret in self._fixture.secrets():
            if secret in told.getvalue():
                found.append(self._file.fault((), "a secret or a code was printed or logged", "do not log it"))
                break
        return found

    async def _played(self, position: int, call: Call) -> list[Fault]:
        def fault(message: str, mend: str = "") -> list[Fault]:
            return [self._file.fault(("call", position, "name"), f"call “{call.name}”: {message}", mend)]

        try:
            answer = await self.do(call, call.answers)
            asked = self.wire
        except ConnectorError as error:
            if isinstance(error, SeatRefused):
                self._given.add(error.reason)
            raised = type(error).__name__
            return (
                [] if raised == call.raises else fault(f"raises {raised}, and {call.raises or 'nothing'} is expected")
            )
        except Exception as error:
            return fault(f"raises {type(error).__name__}: {error}", "raise only what provider.py names")
        if call.raises:
            return fault(f"expects {call.raises}, and nothing is raised")
        if call.asks and asked.told() != call.asks:
            return fault(f"expects to ask {', '.join(call.asks)}, and asks {', '.join(asked.told()) or 'nothing'}")
        if call.do == "check":
            concerns = tuple(concern.message for concern in answer)
            self._given |= set(concerns)
            return [] if concerns == call.concerns else fault(f"expects {call.concerns}, and it is {concerns}")
        if isinstance(answer, Seat):
            again = await self.do(call, call.answers)
            if self.wire.wanted() != asked.wanted():
                return fault("asks for something else when it is asked again", "make the request of request.id alone")
            if again != answer:
                return fault(
                    "gives another seat when it is asked again", "use request.id as the key towards the provider"
                )
            self._seats[call.request] = answer
        if call.do == "find":
            found = {"state": answer.state.value, "learner": answer.learner} if isinstance(answer, HeldSeat) else {}
            return [] if found == call.gives else fault(f"expects {call.gives}, and finds {found}")
        shown = answer.access if isinstance(answer, Seat) else answer
        return self._differing(call, shown, fault) if isinstance(shown, Launch) else []

    async def do(self, call: Call, answers: tuple[RecordedAnswer, ...], *, seat: Seat | None = None) -> Any:
        """Make a call; the provider answers so, where it is asked at all."""
        self.wire = RecordedWire(answers)
        plugin: Any = self._plugin
        if isinstance(plugin, SpeaksOut):
            plugin = plugin.through(self.wire, _CLOCK)
        if call.do == "check":
            return await plugin.check(self._config, self._pool)
        if call.do == "provision":
            request = SeatRequest(id=call.request or UUID(int=0), offering="offering", learner="learner", language="en")
            return await plugin.provision(request, self._config, self._pool)
        if call.do == "find":
            return await plugin.find(call.request or UUID(int=0), self._config)
        seat = seat or self._seats[call.request]
        if call.do == "release":
            return await plugin.release(seat, self._config)
        return await plugin.launch(seat, LaunchingPerson(learner="learner", language="en"), self._config)

    def _differing(self, call: Call, shown: Launch, fault: Any) -> list[Fault]:
        if not shown.instructions.text:
            self._given.add(shown.instructions.message)
        told: dict[str, Any] = {
            "code": shown.code,
            "link": shown.link,
            "message": shown.instructions.message,
            "text": shown.instructions.text,
        }
        return [
            one
            for name, expected in call.gives.items()
            if told.get(name) != expected
            for one in fault(f"expects another {name} than it gives")
        ]
