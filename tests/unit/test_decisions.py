"""Decisions are referred to by their numbers: every number is one page's, and stands at its head."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "adr").glob("0*.md"))


def test_every_decision_has_a_number_of_its_own() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def test_the_head_of_a_decision_says_the_number_of_its_file() -> None:
    for page in PAGES:
        assert page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. "), page.name


def test_the_code_refers_to_decisions_that_are_there() -> None:
    known = {page.name[:4] for page in PAGES}
    for file in sorted((ROOT / "platform").rglob("*.py")):
        for number in re.findall(r"docs/adr/(\d{4})", file.read_text("utf-8")):
            assert number in known, file


def test_the_list_of_decisions_names_each() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    for page in PAGES:
        title = page.read_text("utf-8").splitlines()[0].partition(". ")[2]
        assert f"| {int(page.name[:4])} | [{title}]({page.name}) |" in listed
