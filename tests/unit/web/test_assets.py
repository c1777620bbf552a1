"""The vendored files are exactly those that the build script copied from the pinned packages."""

import hashlib
import json
from pathlib import Path

import pytest

from seoul_learn.web import shared

ROOT = Path(__file__).parents[3]
STATIC = Path(shared.__file__).parent / "static"
TEST_VENDOR = ROOT / "tests" / "journeys" / "vendor"


@pytest.mark.parametrize("folder", [STATIC, TEST_VENDOR], ids=["static", "journeys"])
def test_every_vendored_file_has_the_hash_that_the_manifest_gives(folder: Path) -> None:
    for line in json.loads((folder / "manifest.json").read_text("utf-8"))["files"]:
        found = hashlib.sha256((folder / line["path"]).read_bytes()).hexdigest()
        assert found == line["sha256"], line["path"]


def test_no_file_is_vendored_without_a_line_in_the_manifest() -> None:
    named = {line["path"] for line in json.loads((STATIC / "manifest.json").read_text("utf-8"))["files"]}
    there = {str(path.relative_to(STATIC)) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert there == named


def test_the_manifest_names_the_versions_that_the_lock_pins() -> None:
    lock = json.loads((ROOT / "infra/assets/package-lock.json").read_text("utf-8"))
    for line in json.loads((STATIC / "manifest.json").read_text("utf-8"))["files"]:
        assert lock["packages"][f"node_modules/{line['package']}"]["version"] == line["version"]


def test_the_lock_names_no_address() -> None:
    assert "resolved" not in (ROOT / "infra/assets/package-lock.json").read_text("utf-8")


def test_no_vendored_style_sheet_asks_another_host_or_the_crown_for_anything() -> None:
    govuk = (STATIC / "vendor/govuk.css").read_text("utf-8")
    assert "url(" not in govuk
    assert "GDS Transport" not in govuk
    fonts = (STATIC / "vendor/pretendard/pretendard.css").read_text("utf-8")
    assert "url(http" not in fonts
