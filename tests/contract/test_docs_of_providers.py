"""docs/providers.md says what the connector does: its code, its example, its list for machines, its two commands."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from plugins.providers.rest import Rest, answers
from plugins.providers.rest.config import RestConfig
from plugins.providers.rest.rehearsal import rehearse
from plugins.providers.rest.signing import signature
from seoul_learn.demo.provider.moods import Mood
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.kit.clock import SystemClock
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.outgoing.wire import GuardedWire, NoWire
from seoul_learn.plugin_api.provider import Launch, LaunchingPerson, LearnerAction, Seat

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_PAGE = (_DOCS / "providers.md").read_text("utf-8")
_API: dict[str, Any] = json.loads((_DOCS / "providers.openapi.json").read_text("utf-8"))
_SECRET = "an invented secret of more than 32 letters"
_STRUCTS: dict[str, type[msgspec.Struct]] = {
    "Greeting": answers.Greeting, "OfferingList": answers.ProductList, "Seat": answers.GivenSeat,
    "SeatPage": answers.SeatPage, "UsagePage": answers.UsagePage, "Error": answers.Refusal,
}  # fmt: skip


def _code() -> dict[str, Any]:
    """What the page’s Python defines, run as somebody would who copies it."""
    found: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL):
        exec(block, found)  # noqa: S102  # the page's own code
    return found


def test_the_example_of_the_signature_is_right() -> None:
    assert signature(_SECRET, at=1764000000, method="GET", target="/v1/", body=b"") in _PAGE


def test_the_code_of_the_page_accepts_what_we_sign_and_nothing_else() -> None:
    code, at = _code(), int(datetime.now(UTC).timestamp())
    signed = signature(_SECRET, at=at, method="PUT", target="/a?b=c", body=b"{}")
    assert code["is_signed"](signed, _SECRET, "PUT", "/a?b=c", b"{}")
    assert not code["is_signed"](signed, _SECRET, "PUT", "/a?b=d", b"{}")
    assert not code["is_signed"](signed, "another", "PUT", "/a?b=c", b"{}")
    for old in (at - 400, at + 400):
        other = signature(_SECRET, at=old, method="PUT", target="/a?b=c", body=b"{}")
        assert not code["is_signed"](other, _SECRET, "PUT", "/a?b=c", b"{}")
    assert not code["is_signed"](None, _SECRET, "PUT", "/a", b"")


async def test_the_code_of_the_page_reads_our_links() -> None:
    config = RestConfig(address="https://provider.example/v1/", client_id="seoul", secret=_SECRET)
    seat = Seat(reference=str(UUID(int=1)), access=Launch(link="https://provider.example/learn"))
    rest = Rest().through(NoWire(), SystemClock())
    link = (await rest.launch(seat, LaunchingPerson(learner="a", language="ko"), config)).link or ""
    token = link.partition("seoul_learn=")[2]
    read = _code()["read_launch"]
    claims = read(token, _SECRET, "https://provider.example/v1")
    assert (claims["sub"], claims["learner"], claims["language"]) == (seat.reference, "a", "ko")
    assert read(token, "another", "https://provider.example/v1") is None
    assert read(token, _SECRET, "https://elsewhere.example/v1") is None
    assert read("x.y.z", _SECRET, "https://provider.example/v1") is None


def test_every_reference_in_the_list_for_machines_leads_somewhere() -> None:
    references = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(_API))
    assert references
    for reference in references:
        found: Any = _API
        for part in reference.split("/"):
            found = found[part]
    assert _API["openapi"] == "3.1.0"


def _examples(node: Any) -> Iterator[tuple[str, Any]]:
    """Every example of an answer, with the name of its schema."""
    if isinstance(node, dict):
        described = node.get("schema")
        schema = described.get("$ref", "").rpartition("/")[2] if isinstance(described, dict) else ""
        if "example" in node:
            yield schema, node["example"]
        for one in node.get("examples", {}).values() if schema else ():
            yield schema, one["value"]
        for value in node.values():
            yield from _examples(value)
    elif isinstance(node, list):
        for value in node:
            yield from _examples(value)


def test_the_examples_are_what_the_connector_understands() -> None:
    seen = set()
    for schema, example in _examples(_API):
        wanted = _API["components"]["schemas"][schema]
        assert set(wanted["required"]) <= set(example) <= set(wanted["properties"]), (schema, example)
        if schema in _STRUCTS:
            msgspec.convert(example, _STRUCTS[schema])
            seen.add(schema)
    assert seen == set(_STRUCTS)


def test_page_and_list_name_the_same_addresses_and_words() -> None:
    for path, methods in _API["paths"].items():
        for method in methods.keys() - {"parameters"}:
            assert f"`{method.upper()} {path}" in _PAGE, (method, path)
    problem = _API["components"]["schemas"]["Error"]["properties"]["error"]["properties"]
    for word in (*problem["code"]["enum"], *problem["action"]["enum"]):
        assert word in _PAGE
    assert set(problem["action"]["enum"]) == {one.value for one in LearnerAction}
    assert set(_API["components"]["schemas"]["Seat"]["properties"]["state"]["enum"]) == {"active", "pending", "ended"}


@pytest.fixture
def provider() -> Iterator[ReferenceProvider]:
    running = ReferenceProvider(secret=_SECRET)
    running.start()
    yield running
    running.stop()


async def _faults(provider: ReferenceProvider) -> list[str]:
    config = RestConfig(address=provider.address, client_id="seoul-learn", secret=_SECRET)
    wire = GuardedWire(Reach(hosts=frozenset(), on_this_machine=frozenset({provider.port})), seconds=2)
    strings = load_plugins().strings["rest"]
    return await rehearse(config, "demo-lessons", wire=wire, clock=SystemClock(), strings=strings)


async def test_the_reference_provider_is_as_the_page_says(provider: ReferenceProvider) -> None:
    assert await _faults(provider) == []


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WELL])
async def test_check_provider_notices_every_way_of_going_wrong(provider: ReferenceProvider, mood: Mood) -> None:
    provider.mood = mood
    assert await _faults(provider)


@pytest.mark.parametrize("spoilt", ["used", "ended", "again"])
async def test_check_provider_notices_what_only_a_second_look_shows(
    provider: ReferenceProvider, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if spoilt == "used":
        monkeypatch.setattr(provider, "used_launches", _Forgetful())
    if spoilt == "ended":
        real = provider.answer
        monkeypatch.setattr(
            provider, "answer", lambda method, *more: (204, {}) if method == "DELETE" else real(method, *more)
        )
    if spoilt == "again":
        real_seat = provider._seat

        def revived(method: str, seat_id: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
            if method == "PUT" and seat_id in provider.seats:
                provider.seats[seat_id]["state"] = "active"
            return real_seat(method, seat_id, sent)

        monkeypatch.setattr(provider, "_seat", revived)
    assert await _faults(provider)


class _Forgetful(set[str]):
    def add(self, _: str) -> None:
        """Keeps nothing."""

