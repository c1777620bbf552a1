"""A code is given once, and the same one to whoever asks again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from plugins.providers.voucher import Voucher, VoucherConfig
from seoul_learn.plugin_api.contract.fixtures import RecordedPool
from seoul_learn.plugin_api.provider import ProviderUnavailable, SeatRequest

_LINK = "https://provider.example/redeem"


def _request(number: int) -> SeatRequest:
    return SeatRequest(id=UUID(int=number), offering="elihigh", learner="a1", language="ko")


async def test_each_learner_gets_another_code() -> None:
    pool = RecordedPool(("A", "B"))
    seats = [await Voucher().provision(_request(number), VoucherConfig(link=_LINK), pool) for number in (1, 2, 1)]
    assert [seat.access.code for seat in seats] == ["A", "B", "A"]
    assert {seat.access.link for seat in seats} == {_LINK}


async def test_without_codes_the_learner_waits_and_is_not_refused() -> None:
    with pytest.raises(ProviderUnavailable) as waits:
        await Voucher().provision(_request(1), VoucherConfig(), RecordedPool(()))
    assert waits.value.retry_after == timedelta(hours=1)


@pytest.mark.parametrize(
    ("codes", "concerns"), [((), ["no_codes"]), (("A",), ["few_codes"]), (tuple(map(str, range(20))), [])]
)
async def test_an_officer_is_told_before_the_codes_run_out(codes: tuple[str, ...], concerns: list[str]) -> None:
    found = await Voucher().check(VoucherConfig(), RecordedPool(codes))
    assert [concern.message for concern in found] == concerns


@pytest.mark.parametrize("written", [{"link": "javascript:alert(1)"}, {"link": "https://"}, {"lnik": _LINK}])
def test_a_link_that_is_no_address_on_the_web_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, VoucherConfig)
