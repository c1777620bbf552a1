"""Each check of a fact source's contract fails for a source that is broken in just that place."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin

_IN_TREE = Path(__file__).resolve().parents[2] / "plugins" / "fact_sources" / "shared_records"
_PROJECT = """
[project]
name = "records"
version = "1"
[project.entry-points."seoul_learn.fact_sources"]
shared_records = "shared_records:SharedRecords"
"""


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "shared_records"
    shutil.copytree(_IN_TREE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "pyproject.toml").write_text(_PROJECT, "utf-8")
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "shared_records"]:
        del sys.modules[name]


def test_a_copy_of_ours_keeps_the_contract(source: Path) -> None:
    assert [str(fault) for fault in check_plugin(source)] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"idempotency-key": str(request.id),', "", None),
        ("config.address, headers=", 'f"{config.address}?name={request.person.name}", headers=', "in the address"),
        ('"x-organisation": organisation,', '"x-organisation": secret, "x-secret": str(print(secret)),', "printed"),
        ("        _refuse(reply)\n", "", "raises"),
        (
            "    except (msgspec.DecodeError, UnicodeDecodeError):\n        # The library",
            "    except ZeroDivisionError:\n        # The library",
            "raises",
        ),
        ('"household.size": "household_size",', '"household.sizes": "household_size",', "is not a fact"),
        ('raise PersonNotFound("no_item")', "raise KeyError(item)", "raises KeyError"),
        ('raise PersonNotFound("no_item")', 'raise PersonNotFound(f"{request.person.name}")', "stands in an error"),
    ],
)
def test_a_source_that_breaks_one_promise_is_told(source: Path, old: str, new: str, said: str | None) -> None:
    code = source / "__init__.py"
    words = code.read_text("utf-8")
    assert old in words
    code.write_text(words.replace(old, new), "utf-8")
    faults = [str(fault) for fault in check_plugin(source)]
    if said is None:
        # The id stands in the body too, so that this alone breaks nothing.
        assert faults == []
    else:
        assert any(said in fault for fault in faults), faults


def test_the_id_of_the_question_has_to_be_sent(source: Path) -> None:
    code = source / "__init__.py"
    words = code.read_text("utf-8")
    for old in ('"idempotency-key": str(request.id),', '"id": str(request.id),'):
        assert old in words
        words = words.replace(old, "")
    code.write_text(words, "utf-8")
    assert any("a second try would be a second question" in str(fault) for fault in check_plugin(source))
