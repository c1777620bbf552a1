"""The demo's post office: a real SMTP server that keeps every letter, and a page that shows them."""

import email.policy
import html
import threading
from collections import deque
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_MOST_KEPT = 300
_STYLE = """
body{font:17px/1.6 "Pretendard Variable",system-ui,sans-serif;margin:0;background:#f6f7f9;color:#16191f}
main{max-width:46rem;margin:0 auto;padding:1rem}article{background:#fff;border:1px solid #d5d9e0;border-radius:10px;
padding:1rem 1.25rem;margin:1rem 0}h1{font-size:1.6rem}h2{font-size:1.1rem;margin:0}pre{white-space:pre-wrap;
font:inherit;margin:.75rem 0 0}p{margin:.2rem 0;color:#4a5160}input,button{font:inherit;padding:.5rem .8rem}
code{font-size:1.3em;letter-spacing:.1em}
"""


class Mailbox:
    """Letters of this run of the demo, newest first; they are kept in memory and are gone when it ends."""

    def __init__(self, *, smtp_port: int, page_port: int, second_factor: Callable[[], str]) -> None:
        """`second_factor` tells the demo operator's code of the moment, as an authenticator would show it."""
        self._letters: deque[EmailMessage] = deque(maxlen=_MOST_KEPT)
        self._smtp = Controller(self, hostname="127.0.0.1", port=smtp_port)
        self._page = ThreadingHTTPServer(("127.0.0.1", page_port), _handler(self))
        self._second_factor = second_factor

    def open(self) -> None:
        """Take letters and show them, each in a thread of its own."""
        self._smtp.start()
        threading.Thread(target=self._page.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop both."""
        self._smtp.stop()
        self._page.shutdown()
        self._page.server_close()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it so
        """Keep a letter."""
        content = envelope.original_content or b""
        self._letters.appendleft(message_from_bytes(content, policy=email.policy.default))
        return "250 kept for the demo"

    def page(self, recipient: str) -> bytes:
        """The page as HTML; with a recipient, only her letters."""
        letters = [one for one in list(self._letters) if recipient in str(one["To"] or "")]
        return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mailbox of the demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body><main>
<h1>Mailbox of the demo · 데모 우편함</h1>
<p>Every letter that the platform sent, newest first. 보낸 편지가 모두 보여요.</p>
<p>Second factor of the demo operator, as an authenticator shows it now: <code>{self._second_factor()}</code></p>
<form><label>Recipient · 받는 사람 <input name="to" value="{html.escape(recipient)}"></label>
<button>Show · 보기</button></form>
{"".join(map(_article, letters)) or "<article><p>No letter yet · 아직 편지가 없어요.</p></article>"}
</main></body></html>""".encode()


def _article(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    text = body.get_content() if body else ""
    return (
        f"<article><h2>{html.escape(str(letter['Subject']))}</h2>"
        f"<p>{html.escape(str(letter['To']))} · {html.escape(str(letter['Date'] or ''))}</p>"
        f"<pre>{html.escape(text)}</pre></article>"
    )


def _handler(mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            content = mailbox.page(asked.get("to", [""])[0])
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.send_header("cache-control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """The demo's screen is for the addresses."""

    return Page
