"""Who sends too much still gets our page: the rest is read, and nothing of it is kept."""

from typing import Any

import pytest

from seoul_learn.web import reads_to_the_end
from seoul_learn.web.reads_to_the_end import ReadsToTheEnd

_PIECE = b"x" * 1000


class Sender:
    """A client that sends pieces, and notes how many were taken before the answer began."""

    def __init__(self, pieces: int) -> None:
        self.left = pieces
        self.left_at_answer: int | None = None

    async def receive(self) -> Any:
        self.left -= 1
        if self.left < 0:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": _PIECE, "more_body": self.left > 0}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.left_at_answer = self.left


async def _refuse(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 413, "headers": []})
    await send({"type": "http.response.body", "body": b"too large", "more_body": False})


async def _ask(sender: Sender, method: str = "POST") -> None:
    scope: Any = {"type": "http", "method": method}
    await ReadsToTheEnd(_refuse)(scope, sender.receive, sender.send)


async def test_a_refusal_goes_out_after_the_last_piece_came_in() -> None:
    sender = Sender(50)
    await _ask(sender)
    assert sender.left_at_answer == 0


async def test_a_client_that_goes_away_is_not_waited_for() -> None:
    sender = Sender(0)
    await _ask(sender)
    assert sender.left_at_answer == -1


async def test_without_a_body_nothing_is_waited_for() -> None:
    sender = Sender(50)
    await _ask(sender, "GET")
    assert sender.left_at_answer == 49


async def test_nobody_makes_us_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads_to_the_end, "MOST_THROWN_AWAY", 5_000)
    sender = Sender(1_000_000)
    await _ask(sender)
    assert sender.left_at_answer is not None
    assert sender.left_at_answer > 999_000
