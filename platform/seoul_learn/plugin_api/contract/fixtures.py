"""What a connector was recorded to do, played again: which seat it gives for which request, and that it gives one."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.config import secret_fields
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import shown_path
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.provider import ConnectorError, Launch, LaunchingPerson, Seat, SeatRefused, SeatRequest


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call. `gives` names code, link, message or text of the seat or launch; `raises` an error by its name."""

    name: str
    do: Literal["check", "provision", "launch", "release"]
    request: UUID | None = None
    gives: dict[str, Any] = {}
    raises: str | None = None
    concerns: tuple[str, ...] = ()


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
        yield from asyncio.run(_Replay(loaded, fixture, given).faults())
    if not any(call.do == "provision" and call.gives for fixture in fixtures for call in fixture.written.call):
        mend = 'record a call with do = "provision" and what it gives'
        yield Fault(file=loaded.folder.shown("fixtures"), message="no fixture provisions a seat", mend=mend)
    for language, texts in loaded.strings.items():
        for name in sorted(given - texts.keys()):
            file_name = loaded.folder.shown("strings", f"{language}.toml")
            yield Fault(file=file_name, field=name, message=f"the message `{name}` is missing", mend="write it")


class _Replay:
    def __init__(self, loaded: LoadedPlugin, fixture: Fixture, given: set[str]) -> None:
        self._plugin = loaded.plugin
        self._file = fixture.file
        self._written = fixture.written
        self._config = fixture.config
        self._given = given
        self._pool = RecordedPool(fixture.written.codes)
        self._seats: dict[UUID | None, Seat] = {}

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
        for secret in self._secrets():
            if secret in told.getvalue():
                found.append(self._file.fault((), "a secret or a code was printed or logged", "do not log it"))
                break
        return found

    async def _played(self, position: int, call: Call) -> list[Fault]:
        def fault(message: str, mend: str = "") -> list[Fault]:
            return [self._file.fault(("call", position, "name"), f"call “{call.name}”: {message}", mend)]

        try:
            answer = await self._do(call)
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
        if call.do == "check":
            concerns = tuple(concern.message for concern in answer)
            self._given |= set(concerns)
            return [] if concerns == call.concerns else fault(f"expects {call.concerns}, and it is {concerns}")
        if isinstance(answer, Seat):
            again = await self._do(call)
            if again != answer:
                return fault(
                    "gives another seat when it is asked again", "use request.id as the key towards the provider"
                )
            self._seats[call.request] = answer
        shown = answer.access if isinstance(answer, Seat) else answer
        return self._differing(call, shown, fault) if isinstance(shown, Launch) else []

    async def _do(self, call: Call) -> Any:
        if call.do == "check":
            return await self._plugin.check(self._config, self._pool)
        if call.do == "provision":
            request = SeatRequest(id=call.request or UUID(int=0), offering="offering", learner="learner", language="en")
            return await self._plugin.provision(request, self._config, self._pool)
        seat = self._seats[call.request]
        if call.do == "release":
            return await self._plugin.release(seat, self._config)
        return await self._plugin.launch(seat, LaunchingPerson(learner="learner", language="en"), self._config)

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

    def _secrets(self) -> tuple[str, ...]:
        hidden = secret_fields(type(self._config))
        return (*self._written.codes, *(str(getattr(self._config, name)) for name in hidden))
