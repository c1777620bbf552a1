"""What a register told is asked for again before it counts no more: while she agrees, and never without end."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from seoul_learn.kit.clock import FixedClock
from tests.integration.portal.conftest import Browser
from tests.integration.portal.registers.conftest import INCOME, SIZE, Seoul, agree, submitted


async def test_what_runs_out_is_asked_again_while_she_agrees_and_not_after(
    browser: Browser, seoul: Seoul
) -> None:
    clock = seoul.runtime.clock
    assert isinstance(clock, FixedClock)
    application = await submitted(browser, seoul, "runs-out@demo.example")
    for fact in (SIZE, INCOME):
        await agree(browser, application, fact)
    await seoul.work(application)
    assert (await seoul.case(application)).entitled is not None
    await browser.get("/consents")
    found = re.search(r'action="(/consents/[^"]+/withdraw)"', browser.page.text)
    assert found  # the newest: the income
    await browser.post(found[1])
    before = clock.now()
    try:
        clock.advance(datetime(2027, 5, 15, 1, tzinfo=UTC) - clock.now())
        for _ in range(2):
            await seoul.look_after()
        asked = [one.fact for one in await seoul.look_ups(application)]
        assert sorted(asked) == sorted([SIZE, SIZE, INCOME])
        await seoul.work(application)
        case = await seoul.case(application)
        assert case.attestations[SIZE].valid_until == date(2027, 11, 15)
        assert case.attestations[INCOME].valid_until == date(2027, 5, 24)
    finally:
        clock.advance(before - clock.now())


@pytest.mark.parametrize(
    ("valid_months", "valid_until", "asked_after"),
    [
        (1, None, [1, 1, 2, 2, 3]),  # every word is a new day's: once a week at most
        (None, date(2026, 12, 31), [1, 1, 2, 2, 2]),  # the register says the same day again: once, and no more
    ],
    ids=["counts for a month", "always until the same day"],
)
async def test_an_answer_that_counts_for_a_short_time_is_not_asked_for_every_hour(
    browser: Browser, seoul: Seoul, valid_months: int | None, valid_until: date | None, asked_after: list[int]
) -> None:
    clock = seoul.runtime.clock
    assert isinstance(clock, FixedClock)
    await seoul.configure(valid_months=valid_months)
    seoul.register.valid_until = valid_until
    application = await submitted(browser, seoul, f"short-{valid_months or 'same-day'}@demo.example")
    for fact in (SIZE, INCOME):
        await agree(browser, application, fact)
    await seoul.work(application)
    assert (await seoul.case(application)).entitled is not None
    begun_at = clock.now()
    hour, days = timedelta(hours=1), timedelta(days=8)
    moments = (hour, 2 * hour, days, days + hour, 2 * days)
    try:
        for moment, times in zip(moments, asked_after, strict=True):
            clock.advance(begun_at + moment - clock.now())
            await seoul.look_after()
            assert len(await seoul.look_ups(application)) == 2 * times, moment
            await seoul.work(application)
        assert seoul.register.charged == 2 * asked_after[-1]
    finally:
        clock.advance(begun_at - clock.now())
