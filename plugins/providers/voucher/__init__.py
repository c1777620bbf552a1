"""Voucher codes: the provider sends a file of codes, the city imports it, and each code is given once."""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.provider import (
    CodePool,
    Concern,
    Instructions,
    Launch,
    LaunchingPerson,
    OfferedProduct,
    ProviderUnavailable,
    Seat,
    SeatRequest,
    Usage,
)

_ASK_AGAIN = timedelta(hours=1)
_FEW = 20
_Address = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]+(/\S*)?$", description="an address on the web")]


class VoucherConfig(Config, frozen=True, kw_only=True):
    """Where codes are redeemed, and the provider's own instructions by language when ours do not fit."""

    link: _Address | None = None
    instructions: dict[str, str] = msgspec.field(default_factory=dict)


class Voucher:
    """Gives a code of the pool to each request. A code that was given is spent: releasing a seat brings none back."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = VoucherConfig

    async def check(self, config: VoucherConfig, pool: CodePool) -> tuple[Concern, ...]:
        del config
        remaining = await pool.remaining()
        if remaining == 0:
            return (Concern(message="no_codes"),)
        return (Concern(message="few_codes", values={"remaining": str(remaining)}),) if remaining < _FEW else ()

    async def offerings(self, config: VoucherConfig) -> tuple[OfferedProduct, ...]:
        del config
        return ()

    async def provision(self, request: SeatRequest, config: VoucherConfig, pool: CodePool) -> Seat:
        code = await pool.take(request.id)
        if code is None:
            # The learner keeps her place: an officer is told, imports more codes, and she gets one.
            raise ProviderUnavailable("no code is left", retry_after=_ASK_AGAIN)
        message = "instructions" if config.link else "instructions_without_link"
        access = Launch(
            link=config.link, code=code, instructions=Instructions(message=message, text=config.instructions)
        )
        return Seat(reference=str(request.id), access=access)

    async def release(self, seat: Seat, config: VoucherConfig) -> None:
        del seat, config

    async def launch(self, seat: Seat, person: LaunchingPerson, config: VoucherConfig) -> Launch:
        del person, config
        return seat.access

    async def usage(self, since: datetime, config: VoucherConfig) -> tuple[Usage, ...]:
        del since, config
        return ()
