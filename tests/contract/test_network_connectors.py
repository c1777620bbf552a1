"""A new connector for a provider’s API keeps the contract, and each way of believing nonsense is named."""

from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin
from seoul_learn.plugin_api.contract.failures import FAILURES
from seoul_learn.plugin_api.manifest import PluginKind
from seoul_learn.plugin_api.scaffold.new_plugin import new_plugin

_CODE = "__init__.py"
_DECODES = "    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):\n"

_RELEASED = 'if answer.status != 204:\n            raise ProviderUnavailable(f"status {answer.status}"'
_ALL_ALIKE = """
    id: str = "11111111-1111-7111-8111-111111111111"
    link: str = "https://provider.example/start"
    error: object = None
"""


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    new_plugin(PluginKind.CONNECTOR, "provider_of_ours", tmp_path, over_the_network=True)
    return tmp_path / "provider_of_ours"


def test_a_new_connector_for_an_api_keeps_the_contract(provider: Path) -> None:
    assert [str(fault) for fault in check_plugin(provider)] == []


def test_there_are_failures_of_every_kind() -> None:
    statuses = {one.status for one in FAILURES.values()}
    assert {200, 302, 401, 404, 429, 500} <= statuses
    assert any(one.silent for one in FAILURES.values())


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("if answer.status != 204:", "if False:", "answered with a page, it takes that for a success"),
        ("if answer.status != 204:", "if answer.status >= 500:", "answered with a page saying that it is not found"),
        ("if given.error is not None:", "if False:", "answered with an error with 200"),
        (_DECODES, "    except UnicodeDecodeError:\n", "answered with nothing inside, it raises DecodeError"),
        ("if given.id != str(request.id):", "if False:", "an answer about another request gives a seat"),
        ("if answer.status not in (200, 201):", "if False:", "answered with its own answer under status 500"),
        (_RELEASED, _RELEASED + ' + config.key', "an error that tells a secret"),
        ('"product": request.offering', '"product": str(datetime.now())', "asks for something else when it is asked"),
        ('"PUT", f"/seats', '"POST", f"/seats', "expects to ask PUT https://provider.example/api/seats/"),
        ("raise SeatRefused", "raise RuntimeError", "raises RuntimeError"),
    ],
)  # fmt: skip
def test_a_connector_that_believes_nonsense_is_named(provider: Path, written: str, instead: str, said: str) -> None:
    code = (provider / _CODE).read_text("utf-8")
    assert written in code
    spoilt = code.replace(written, instead, 1)
    if said == "answered with an error with 200":
        # A provider whose errors look like its answers but for one field.
        spoilt = spoilt.replace("\n    id: str\n    link: str\n    error: str | None = None\n", _ALL_ALIKE)
    (provider / _CODE).write_text(spoilt, "utf-8")
    assert said in "\n".join(str(fault) for fault in check_plugin(provider))
