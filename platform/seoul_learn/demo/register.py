"""A state register of our own, over real HTTP: what stands in for shared administrative records in demo and tests.

It checks who asks by the signature, answers a question that it has seen as before and charges for it once, and knows
invented people alone. It can also be in a bad mood, as such services are: slow, away, in maintenance, wrong.
"""

import hashlib
import hmac
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from seoul_learn.kit.text import canonical_json

PATH = "/look-ups"
_SIGNED_FOR = timedelta(minutes=5)
_LARGEST_QUESTION = 16 * 1024


class Mood(StrEnum):
    """How the next question is treated."""

    WELL = "well"
    SLOW = "slow"
    BROKEN = "broken"
    BUSY = "busy"
    MAINTENANCE = "maintenance"
    ANOTHER_PERSON = "another_person"
    RUBBISH = "rubbish"
    OUTSIDE_DOMAIN = "outside_domain"
    ENDLESS = "endless"
    ELSEWHERE = "elsewhere"
    LOSES_ANSWER = "loses_answer"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the register: invented, with what it knows of them by item. `reference` is theirs for ever."""

    name: str
    birth_date: date
    reference: str
    items: dict[str, Any] = {}


class Register:
    """A running register. `moods` are taken one a question; when there are none, it is well."""

    def __init__(
        self,
        people: tuple[Entry, ...],
        *,
        secret: str,
        organisation: str,
        port: int = 0,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.people = {(one.name, one.birth_date.isoformat()): one for one in people}
        self.moods: deque[Mood] = deque()
        self.seconds_when_slow = 20.0
        self.valid_until: date | None = None
        """The last day of every answer, where it says one of its own."""
        self.questions: list[dict[str, Any]] = []
        """Every question that was signed as it should be, in its order."""
        self.knocks = 0
        """How often anybody came at all, also to where there is nothing."""
        self._secret, self._organisation, self._today = secret, organisation, today
        self._answers: dict[str, tuple[bytes, int, bytes]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        """Where questions are posted to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    @property
    def charged(self) -> int:
        """How many questions were answered that cost something: one that is repeated costs nothing."""
        return sum(status == 200 for _, status, _ in self._answers.values())

    def open(self) -> None:
        """Answer in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def wait_slowly(self) -> None:
        """Take as long as it takes, but end with the register."""
        self._closing.wait(self.seconds_when_slow)

    def mood(self) -> Mood:
        """How this question is treated."""
        with self._lock:
            return self.moods.popleft() if self.moods else Mood.WELL

    def answer(self, headers: dict[str, str], content: bytes) -> tuple[int, bytes]:
        """Status and body for a question, the same for the same id."""
        if not self._is_signed(headers, content):
            return 401, b'{"error": "signature"}'
        try:
            question = msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return 400, b'{"error": "unreadable"}'
        key, digest = headers.get("idempotency-key", ""), hashlib.sha256(content).digest()
        with self._lock:
            self.questions.append(question)
            known = self._answers.get(key)
            if known is not None:
                return (known[1], known[2]) if known[0] == digest else (409, b'{"error": "another_question"}')
            status, body = self._looked_up(question)
            self._answers[key] = digest, status, body
            return status, body

    def _looked_up(self, question: dict[str, Any]) -> tuple[int, bytes]:
        if not question.get("purpose") or not question.get("consented_at"):
            return 422, b'{"error": "consent"}'
        person = question.get("person") or {}
        entry = self.people.get((str(person.get("name")), str(person.get("birth_date"))))
        if entry is None:
            return 404, b'{"error": "no_such_person"}'
        item = str(question.get("item"))
        until = {} if self.valid_until is None else {"valid_until": self.valid_until.isoformat()}
        told = {item: {"value": entry.items[item], **until}} if item in entry.items else {}
        who = {"name": entry.name, "birth_date": entry.birth_date.isoformat(), "reference": entry.reference}
        checked_on = self._today().isoformat()
        return 200, canonical_json(
            {"id": question.get("id"), "person": who, "checked_on": checked_on, "items": told}
        )

    def _is_signed(self, headers: dict[str, str], content: bytes) -> bool:
        moment, id_ = headers.get("x-moment", ""), headers.get("idempotency-key", "")
        signed = f"{moment}\n{id_}\n{hashlib.sha256(content).hexdigest()}".encode()
        wanted = hmac.new(self._secret.encode(), signed, hashlib.sha256).hexdigest()
        try:
            age = abs(datetime.now(UTC) - datetime.fromisoformat(moment))
        except (ValueError, TypeError):
            return False
        mine = headers.get("x-organisation") == self._organisation
        return mine and age < _SIGNED_FOR and hmac.compare_digest(wanted, headers.get("x-signature", ""))


def _handler(register: Register) -> type[BaseHTTPRequestHandler]:
    class Questions(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            register.knocks += 1
            self._send(404, b"", "text/plain")

        def do_POST(self) -> None:
            register.knocks += 1
            length = self.headers.get("content-length", "0")
            if self.path != PATH or not length.isdigit() or int(length) > _LARGEST_QUESTION:
                self._send(404, b"", "text/plain")
                return
            content = self.rfile.read(int(length))
            headers = {name.lower(): value for name, value in self.headers.items()}
            mood = register.mood()
            if mood is Mood.SLOW:
                register.wait_slowly()
            status, body = register.answer(headers, content)
            self._in_mood(mood, status, body)

        def _in_mood(self, mood: Mood, status: int, body: bytes) -> None:
            match mood:
                case Mood.BROKEN:
                    self._send(500, b"", "text/plain")
                case Mood.BUSY:
                    self._send(429, b"", "text/plain", {"retry-after": "1"})
                case Mood.MAINTENANCE:
                    self._send(200, "<html><body>점검 중이에요</body></html>".encode(), "text/html; charset=utf-8")
                case Mood.RUBBISH:
                    self._send(200, b'{"id": 7, "items": "?"}', "application/json")
                case Mood.ELSEWHERE:
                    self._send(302, b"", "text/plain", {"location": register.address})
                case Mood.ANOTHER_PERSON if status == 200:
                    wrong = msgspec.json.decode(body, type=dict[str, Any])
                    wrong["person"]["name"] = "딴사람 (지어낸 사람)"
                    self._send(200, canonical_json(wrong), "application/json")
                case Mood.OUTSIDE_DOMAIN if status == 200:
                    wrong = msgspec.json.decode(body, type=dict[str, Any])
                    wrong["items"] = {name: {"value": "-1"} for name in wrong["items"]}
                    self._send(200, canonical_json(wrong), "application/json")
                case Mood.ENDLESS:
                    self._send(200, b" " * (1024 * 1024), "application/json")
                case Mood.LOSES_ANSWER:
                    self.close_connection = True
                case _:
                    self._send(status, body, "application/json")

        def _send(self, status: int, body: bytes, media_type: str, more: dict[str, str] | None = None) -> None:
            try:
                self.send_response(status)
                told = {"content-type": media_type, "content-length": str(len(body)), **(more or {})}
                for name, value in told.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            """What was asked about whom stands in no log."""

    return Questions
