"""What a fact source makes of recorded replies, and of replies that no register should give: an answer or an error of
the protocol's tree, the same for the same question, with nothing about the person in an address or a log.
"""

import asyncio
import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import shown_path
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.secrets import secret_faults
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.fact_source import AskedPerson, LookUpRequest, RegisterAnswer, RegisterError, Reply

_ID = UUID("11111111-1111-7111-8111-111111111111")
_PERSON = AskedPerson(name="지어낸 사람", birth_date=date(2012, 5, 31))
_SECRET = "hush-2b7d-never-sent-nor-shown"  # noqa: S105  # what must not turn up anywhere
_RUBBISH = (
    Reply(status=200, headers={"content-type": "text/html"}, content=b"<html><body>Maintenance</body></html>"),
    Reply(status=200, headers={"content-type": "application/json"}, content=b""),
    Reply(status=200, headers={"content-type": "application/json"}, content=b"[]"),
    Reply(status=200, headers={"content-type": "application/json"}, content=b'{"person": 7, "items": "x"}'),
    Reply(status=200, headers={"content-type": "application/json"}, content=b"\xff\xfe\x00"),
    Reply(status=204, headers={}, content=b""),
    Reply(status=302, headers={"location": "https://elsewhere.example/"}, content=b""),
    Reply(status=403, headers={}, content=b""),
    Reply(status=404, headers={}, content=b""),
    Reply(status=429, headers={"retry-after": "soon"}, content=b""),
    Reply(status=500, headers={}, content=b"{"),
    Reply(status=503, headers={"retry-after": "-1"}, content=b""),
)


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question and the reply to it; in `body`, `{id}` stands for the id of the question.

    `gives` is the value as it would be typed; `raises` an error by its name.
    """

    name: str
    fact: str
    status: int = 200
    headers: dict[str, str] = {}
    body: str = ""
    gives: tuple[str, ...] | None = None
    raises: str | None = None


class WrittenExchanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of fixtures/: a configuration and the replies recorded under it."""

    config: dict[str, Any] = {}
    exchange: tuple[Exchange, ...]


class RecordedClient:
    """Gives one reply, and keeps what was sent."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.sent: list[tuple[str, str, dict[str, str], bytes]] = []

    async def send(
        self, method: Literal["GET", "POST"], address: str, *, headers: Mapping[str, str], content: bytes = b""
    ) -> Reply:
        """The reply."""
        self.sent.append((method, address, dict(headers), content))
        return self._reply


def source_faults(loaded: LoadedPlugin) -> list[Fault]:
    """Everything in which the source breaks the contract."""
    supplies = getattr(loaded.plugin, "supplies", None)
    where = loaded.folder.shown("__init__.py")
    if not isinstance(supplies, tuple) or not supplies:
        mend = 'write supplies: ClassVar[tuple[str, ...]] = ("household.size",)'
        return [Fault(file=where, field="supplies", message="`supplies` names no fact", mend=mend)]
    mend = "docs/criteria.md names the facts"
    found = [
        Fault(file=where, field="supplies", message=f"`{name}` is not a fact", mend=mend)
        for name in supplies
        if name not in loaded.facts
    ]
    read: list[tuple[TomlFile, WrittenExchanges, Any]] = []
    for path in loaded.folder.toml_files("fixtures"):
        try:
            file = read_toml(path, shown_path(path), absent="")
            written = file.fit(file.table, WrittenExchanges)
            read.append((file, written, file.fit(written.config, loaded.plugin.config, at=("config",))))
        except Faulty as faulty:
            found.append(faulty.fault)
    if not any(one.gives is not None for _, written, _ in read for one in written.exchange):
        mend = "record a reply with the value that it `gives`"
        found.append(Fault(file=loaded.folder.shown("fixtures"), message="no fixture answers anything", mend=mend))
    found += secret_faults(loaded, [config for _, _, config in read])
    for file, written, config in read:
        found += asyncio.run(_played(loaded, file, written.exchange, config))
    if read:
        found += asyncio.run(_of_rubbish(loaded, read[0][2], supplies[0]))
    return found


async def _played(loaded: LoadedPlugin, file: TomlFile, exchanges: Sequence[Exchange], config: Any) -> list[Fault]:
    found: list[Fault] = []
    for position, one in enumerate(exchanges):
        body = one.body.replace("{id}", str(_ID)).encode()
        client = RecordedClient(Reply(status=one.status, headers=one.headers, content=body))
        messages = list(await _differing(loaded, one, config, client))
        found += [file.fault(("exchange", position, "name"), f"“{one.name}”: {message}") for message in messages]
    return found


async def _differing(loaded: LoadedPlugin, one: Exchange, config: Any, client: RecordedClient) -> Sequence[str]:
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            answer = await loaded.plugin.look_up(_request(one.fact), config, secret=_SECRET, client=client)
    except RegisterError as error:
        raised = type(error).__name__
        said = str(error)
        wrong = [] if raised == one.raises else [f"raises {raised}, and {one.raises or 'nothing'} is expected"]
        return [*wrong, *_telling(client, told.getvalue() + said)]
    except Exception as error:
        return [f"raises {type(error).__name__}: only what fact_source.py names may be raised"]
    if one.raises:
        return [f"expects {one.raises}, and nothing is raised"]
    if not isinstance(answer, RegisterAnswer):
        return ["gives something else than a RegisterAnswer"]
    wrong = [] if answer.typed == one.gives else [f"expects {one.gives}, and it is another value"]
    return [*wrong, *_telling(client, told.getvalue())]


def _telling(client: RecordedClient, told: str) -> Iterator[str]:
    """What leaks: into an address, in clear over the wire, or into a log."""
    if _PERSON.name in told or _SECRET in told or "2012-05-31" in told:
        yield "the person or the secret was printed or stands in an error"
    for _, address, headers, content in client.sent:
        if _PERSON.name in address or "2012" in address:
            yield "the person stands in the address, which every server on the way writes down"
        if _SECRET in address or _SECRET.encode() in content:
            yield "the secret stands in the address or the body"
        if str(_ID) not in content.decode("utf-8", "replace") and str(_ID) not in "".join(headers.values()):
            yield "the id of the question is not sent, so that a second try would be a second question"


async def _of_rubbish(loaded: LoadedPlugin, config: Any, fact: str) -> list[Fault]:
    found = []
    for reply in _RUBBISH:
        try:
            await loaded.plugin.look_up(_request(fact), config, secret=_SECRET, client=RecordedClient(reply))
        except RegisterError:
            continue
        except Exception as error:
            message = f"raises {type(error).__name__} for a reply {reply.status} {reply.content[:20]!r}"
        else:
            message = f"takes an answer from a reply {reply.status} {reply.content[:20]!r}"
        mend = "raise RegisterUnavailable or AnswerUnusable"
        found.append(Fault(file=loaded.folder.shown("__init__.py"), field="look_up", message=message, mend=mend))
    return found


def _request(fact: str) -> LookUpRequest:
    return LookUpRequest(
        id=_ID, fact=fact, person=_PERSON, purpose="to decide an application",
        consented_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    )  # fmt: skip
