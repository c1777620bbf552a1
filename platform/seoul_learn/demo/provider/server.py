"""The server: one process, seats in memory, a shared secret (`hmac`). Each answer is one of docs/providers.md."""

import contextlib
import html
import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from seoul_learn.demo.provider.moods import Mood
from seoul_learn.demo.provider.proofs import is_signed, read_launch, sign

_LARGEST_BODY = 65536
_A_PAGE = 100
_Json = dict[str, Any]


class ReferenceProvider:
    """`mood` may be changed while it runs; a slow one answers after `slowness` seconds or once `released` is set."""

    def __init__(
        self,
        *,
        secret: str,
        client_id: str = "seoul-learn",
        port: int = 0,
        mood: Mood = Mood.WELL,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.secret, self.client_id, self.mood, self.now = secret, client_id, mood, now
        self.seats: dict[str, _Json] = {}
        self.usage: list[_Json] = []
        self.asked: list[tuple[str, str]] = []
        self.slowness = 8.0
        self.released = threading.Event()
        self.on_seat: Callable[[], None] = lambda: None
        self.used_launches: set[str] = set()
        self.lock = threading.Lock()
        provider = self

        class Handler(_Handler):
            of = provider

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """What a contract's `address` is."""
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        """Answer from another thread until `stop`."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close everything."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def end(self, seat_id: str) -> None:
        """End a seat from this side, as when a learner deletes her account here."""
        with self.lock:
            self.seats[seat_id]["state"] = "ended"
            self.on_seat()

    def tell(self, address: str, seat_id: str) -> int:
        """Send the event that a seat has changed to the platform; the status of its answer."""
        split = urlsplit(address)
        body = json.dumps({"id": f"evt_{uuid.uuid4()}", "type": "seat.changed", "seat": seat_id}).encode()
        signed = sign(self.secret, at=int(self.now()), method="POST", target=split.path, body=body)
        connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=5)
        with contextlib.closing(connection):
            headers = {"content-type": "application/json", "seoul-learn-signature": signed}
            connection.request("POST", split.path, body, headers)
            return connection.getresponse().status

    def answer(self, method: str, path: str, query: dict[str, str], sent: _Json) -> tuple[int, _Json]:
        """Status and body of a signed request."""
        if path == "/":
            return 200, {"api": "seoul-learn-provider", "version": 1}
        if path == "/offerings":
            return 200, {"offerings": [{"id": "demo-lessons", "name": {"ko": "체험 수업", "en": "Demo lessons"}}]}
        if path == "/usage":
            return 200, {"usage": [one for one in self.usage if one["day"] >= query.get("since", "")[:10]]}
        with self.lock:
            if path == "/seats":
                return 200, self._listed(query)
            return self._seat(method, path.removeprefix("/seats/"), sent)

    def _seat(self, method: str, seat_id: str, sent: _Json) -> tuple[int, _Json]:
        seat = self.seats.get(seat_id)
        if method == "PUT" and seat is None:
            seat = {
                "id": seat_id,
                "offering": sent["offering"],
                "learner": sent["learner"],
                "state": "active",
                "launch_url": f"http://127.0.0.1:{self.port}/learn",
                "instructions": {},
            }
            self.seats[seat_id] = seat
            self.on_seat()
            return 201, dict(seat)
        if seat is None:
            return 404, _error("no_such_seat")
        if method == "PUT" and seat["state"] == "ended":
            return 409, _error("ended")
        if method == "DELETE":
            seat["state"] = "ended"
            self.on_seat()
        return 200, dict(seat)

    def _listed(self, query: dict[str, str]) -> _Json:
        wanted = [
            dict(seat)
            for seat_id, seat in sorted(self.seats.items())
            if seat_id > query.get("after", "") and seat["state"] == "active"
            and seat["offering"] == query.get("offering")
        ]  # fmt: skip
        more = {"after": wanted[_A_PAGE - 1]["id"]} if len(wanted) > _A_PAGE else {}
        return {"seats": wanted[:_A_PAGE], **more}


class _Handler(BaseHTTPRequestHandler):
    of: ReferenceProvider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/learn"):
            self._learn()
        else:
            self._work()

    def do_PUT(self) -> None:
        self._work()

    def do_DELETE(self) -> None:
        self._work()

    def _work(self) -> None:
        provider, mood = self.of, self.of.mood
        body = self.rfile.read(min(int(self.headers.get("content-length") or 0), _LARGEST_BODY))
        split = urlsplit(self.path)
        provider.asked.append((self.command, split.path))
        if mood is Mood.SILENT:
            return self._hang_up()
        if mood is Mood.SLOW:
            provider.released.wait(provider.slowness)
        known = self.headers.get("seoul-learn-client") == provider.client_id and is_signed(
            self.headers.get("seoul-learn-signature", ""), provider.secret, now=provider.now(),
            method=self.command, target=self.path, body=body,
        )  # fmt: skip
        if not known and mood is not Mood.TRUSTING:
            return self._send(401, _error("bad_signature"))
        if mood is Mood.BUSY:
            return self._send(503, _error("try_later"), retry_after="120")
        if mood is Mood.FULL and self.command == "PUT":
            return self._send(409, _error("no_seats"))
        if mood is Mood.TERMS and self.command == "PUT":
            return self._send(409, {"error": {"code": "learner_action", "action": "accept_terms"}})
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        path = split.path.removeprefix("/v1") or "/"
        status, answer = provider.answer(self.command, path, query, json.loads(body) if body else {})
        return self._spoilt(mood, status, answer)

    def _spoilt(self, mood: Mood, status: int, answer: _Json) -> None:
        if mood is Mood.LOSES_ANSWERS:
            return self._hang_up()
        if mood in (Mood.HTML, Mood.HTML_NOT_FOUND):
            page = b"<!doctype html><title>Welcome</title><h1>Welcome to our site</h1>"
            return self._write(200 if mood is Mood.HTML else 404, page, "text/html")
        if mood is Mood.EMPTY:
            return self._write(200, b"", "application/json")
        if mood is Mood.ENDLESS:
            return self._gush()
        spoilt: dict[Mood, _Json] = {
            Mood.OTHER_LEARNER: {"learner": "somebody-else"},
            Mood.OTHER_SEAT: {"id": str(uuid.UUID(int=7))},
            Mood.OTHER_HOST: {"launch_url": "https://phishing.example/learn"},
            Mood.ERROR_INSIDE: {"error": {"code": "internal"}},
        }
        return self._send(200 if mood is Mood.ERROR_INSIDE else status, {**answer, **spoilt.get(mood, {})})

    def _learn(self) -> None:
        provider = self.of
        token = parse_qs(urlsplit(self.path).query).get("seoul_learn", [""])[0]
        claims = read_launch(token, provider.secret, now=provider.now(), audience=provider.address)
        with provider.lock:
            seat = provider.seats.get(claims["sub"]) if claims else None
            good = claims is not None and seat is not None and seat["state"] == "active"
            if claims is None or not good or claims["jti"] in provider.used_launches:
                page = "<h1>이 링크는 쓸 수 없어요</h1><p>서울런의 ‘내 학습’에서 다시 들어와 주세요.</p>"
                return self._write(403, _page(page), "text/html")
            provider.used_launches.add(claims["jti"])
        learner = html.escape(claims["learner"][:8])
        page = f"<h1>체험 수업</h1><p>안녕하세요, 학습자 {learner}. 이 사이트는 이름을 몰라요.</p><p>1 + 2 = 3</p>"
        return self._write(200, _page(page), "text/html")

    def _send(self, status: int, answer: _Json, *, retry_after: str | None = None) -> None:
        self._write(status, json.dumps(answer).encode(), "application/json", retry_after=retry_after)

    def _write(self, status: int, body: bytes, kind: str, *, retry_after: str | None = None) -> None:
        self.send_response(status)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if retry_after:
            self.send_header("retry-after", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def _gush(self) -> None:
        self.send_response(200)
        self.send_header("content-length", str(1 << 30))
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(1 << 14):
                self.wfile.write(b" " * (1 << 16))

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base calls it so
        """Says nothing: requests name seats."""


def _error(code: str) -> _Json:
    return {"error": {"code": code}}


def _page(text: str) -> bytes:
    return (
        '<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>체험 수업</title><main>{text}</main></html>"
    ).encode()
