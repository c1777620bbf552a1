"""A provider's answers as they were recorded, in their order, for connectors that speak over the network."""

from datetime import timedelta
from typing import Any

import msgspec

from seoul_learn.plugin_api.outgoing.wire import Answer, Ask
from seoul_learn.plugin_api.provider import ProviderUnavailable


class RecordedAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`json` or `text` is the body; `silent` means that nothing came."""

    status: int = 200
    headers: dict[str, str] = {}
    json: Any = None
    text: str = ""
    silent: bool = False

    def body(self) -> bytes:
        """As it arrived."""
        return self.text.encode() if self.json is None else msgspec.json.encode(self.json)


class AskedTooMuch(Exception):
    """The connector asks more often than there are recorded answers."""


class RecordedWire:
    """A Wire. `asked` is what the connector wanted."""

    def __init__(self, answers: tuple[RecordedAnswer, ...]) -> None:
        self._answers = list(answers)
        self.asked: list[Ask] = []

    async def send(self, ask: Ask) -> Answer:
        """The next answer. Raises ProviderUnavailable for a silent one, AskedTooMuch."""
        self.asked.append(ask)
        if not self._answers:
            raise AskedTooMuch(f"{ask.method} {ask.address} has no recorded answer")
        answer = self._answers.pop(0)
        if answer.silent:
            raise ProviderUnavailable("no answer in time", retry_after=timedelta(minutes=1))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(status=answer.status, headers=headers, body=answer.body())

    def told(self) -> tuple[str, ...]:
        """Method and address of each request."""
        return tuple(f"{ask.method} {ask.address}" for ask in self.asked)

    def wanted(self) -> tuple[tuple[str, str, bytes], ...]:
        """What has to be the same whenever the same thing is asked for; signatures and times are not."""
        return tuple((ask.method, ask.address, ask.body) for ask in self.asked)
