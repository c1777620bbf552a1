"""Every request is counted by city, method and class of answer, and by nothing that tells who asked for what."""

import pytest
from prometheus_client import REGISTRY, generate_latest

from tests.integration.portal.conftest import Browser


async def test_a_request_is_counted_without_its_path(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    await browser.get("/programmes/learn?next=secret@demo.example")
    figures = generate_latest(REGISTRY).decode()
    assert 'seoul_learn_requests_total{method="GET",status="2xx",tenant="seoul"}' in figures
    assert "secret" not in figures
    assert "/programmes/learn" not in figures
    assert "secret" not in capsys.readouterr().err
