"""A connector’s way out ends: at private addresses, at redirects, at length and at time. Real sockets, this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.outgoing.wire import Answer, Ask, GuardedWire
from seoul_learn.plugin_api.provider import ProviderUnavailable

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answering, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that answers as told, and the port it listens on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def _says(text: str, *, status: str = "200 OK", more: str = "") -> Answering:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(text)}\r\nconnection: close\r\n{more}\r\n"
        writer.write(head.encode() + text.encode())
        await writer.drain()

    return answer


async def _ask(port: int, *, seconds: float = 5.0) -> Answer:
    wire = GuardedWire(Reach(hosts=frozenset(), on_this_machine=frozenset({port})), seconds=seconds)
    return await wire.send(Ask(method="GET", address=f"http://127.0.0.1:{port}/seats"))


async def test_an_answer_comes_back_whatever_its_status() -> None:
    async with listening(_says("{}", status="503 Busy", more="Retry-After: 7\r\n")) as port:
        answer = await _ask(port)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (503, b"{}", "7")


async def test_a_redirect_is_an_answer_and_leads_nowhere() -> None:
    asked: list[str] = []

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append("asked")
        await _says("secret")(reader, writer)

    async with listening(other) as elsewhere:
        more = f"location: http://127.0.0.1:{elsewhere}/\r\n"
        async with listening(_says("", status="302 Found", more=more)) as port:
            wire = GuardedWire(Reach(hosts=None, on_this_machine=frozenset({port, elsewhere})))
            answer = await wire.send(Ask(method="GET", address=f"http://127.0.0.1:{port}/"))
    assert answer.status == 302
    assert asked == []


async def test_a_gigabyte_is_not_read() -> None:
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        while sent < 1_000_000_000:
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with listening(endless) as port:
        with pytest.raises(ProviderUnavailable, match="without end"):
            await _ask(port)
    assert sent < 20_000_000


async def test_a_packed_answer_is_not_unpacked() -> None:
    async with listening(_says("....", more="content-encoding: gzip\r\n")) as port:
        with pytest.raises(ProviderUnavailable, match="packed"):
            await _ask(port)


async def test_one_who_drips_is_not_waited_for_longer_than_all_may_take() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with listening(drip) as port:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(ProviderUnavailable, match="in time"):
            await _ask(port, seconds=0.2)
        assert asyncio.get_running_loop().time() - begun < 3


async def test_one_who_hangs_up_or_says_no_http_has_not_answered() -> None:
    async def hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async def mumble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-x\r\n\r\n")

    for answer in (hang_up, mumble):
        async with listening(answer) as port:
            with pytest.raises(ProviderUnavailable):
                await _ask(port)


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("10.0.0.7",), ("::ffff:192.168.0.1",), ("169.254.169.254",), ("1.1.1.1", "10.0.0.7"), ()],
)
async def test_a_listed_name_that_leads_into_a_private_network_is_not_asked(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled = _dials(monkeypatch, port=1)

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return addresses

    wire = GuardedWire(Reach(hosts=frozenset({"provider.example"})), resolve=resolve)
    with pytest.raises(ProviderUnavailable, match="may not be asked"):
        await wire.send(Ask(method="GET", address="https://provider.example/"))
    assert dialled == []


async def test_the_connection_goes_to_the_address_that_was_checked_and_proves_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, believed = _certificate(tmp_path, "provider.example")
    answers = [("1.1.1.1",), ("127.0.0.1",)]

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return answers.pop(0)

    hosts = frozenset({"provider.example", "impostor.example"})
    async with listening(_says("{}"), tls=served) as port:
        dialled = _dials(monkeypatch, port=port)
        wire = GuardedWire(Reach(hosts=hosts), resolve=resolve, trust=believed)
        answer = await wire.send(Ask(method="GET", address="https://provider.example/"))
        assert (answer.status, dialled) == (200, ["1.1.1.1"])
        # The name was asked for once: what it would answer the next time does not matter.
        assert answers == [("127.0.0.1",)]
        answers[:] = [("1.1.1.1",)]
        with pytest.raises(ProviderUnavailable):
            await wire.send(Ask(method="GET", address="https://impostor.example/"))


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    async with listening(_says("{}")) as port:
        assert (await _ask(port)).status == 200


async def test_nothing_of_a_request_is_shown() -> None:
    ask = Ask(method="PUT", address="https://provider.example/x-7", headers={"authorization": "x-7"}, body=b"x-7")
    assert "x-7" not in repr(ask) + repr(Answer(status=200, headers={"a": "x-7"}, body=b"x-7"))
    with pytest.raises(ProviderUnavailable) as refused:
        await GuardedWire(Reach(hosts=frozenset())).send(ask)
    assert "x-7" not in str(refused.value)


def _dials(monkeypatch: pytest.MonkeyPatch, *, port: int) -> list[str]:
    """Lead every connection to a port of this machine, and note where it was meant to go."""
    dialled: list[str] = []
    real = httpcore2.AnyIOBackend.connect_tcp

    async def connect(self: httpcore2.AnyIOBackend, host: str, _port: int, **more: Any) -> Any:
        dialled.append(host)
        return await real(self, "127.0.0.1", port, **more)

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    return dialled


def _certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of that name shows, and whoever believes in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=str(file))
