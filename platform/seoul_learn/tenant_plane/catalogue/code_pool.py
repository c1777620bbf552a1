"""The codes of one contract, as a connector meets them: one for each request, for ever the same."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.catalogue.models import VoucherCode
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


class ContractCodes:
    """A CodePool of the plugin API. Each call is a transaction of its own: what was given stays given."""

    def __init__(
        self, database: TenantDatabase, tenant_id: UUID, contract_id: UUID, *, keys: SealingKeys, clock: Clock
    ) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._contract_id = contract_id
        self._seal = keys.of_tenant(tenant_id)
        self._clock = clock

    async def take(self, request_id: UUID) -> str | None:
        """The code of this request: the one given before, else a free one; None when there is none left."""
        async with self._database.transaction(self._tenant_id) as session:
            given = await session.scalar(select(VoucherCode).where(VoucherCode.request_id == request_id))
            if given is None:
                free = (
                    select(VoucherCode.id)
                    .where(*self._free())
                    # What expires first goes first.
                    .order_by(VoucherCode.expires_on.asc().nulls_last(), VoucherCode.id)
                    .limit(1)
                    .with_for_update(skip_locked=True)
                )
                found = await session.scalar(free)
                if found is None:
                    return None
                given = await session.scalar(
                    update(VoucherCode)
                    .where(VoucherCode.id == found)
                    .values(request_id=request_id, given_at=self._clock.now())
                    .returning(VoucherCode)
                )
            if given is None:
                return None
            return self._seal.unseal(given.code, table="voucher_code", row=given.id, column="code").decode()

    async def remaining(self) -> int:
        """How many codes are left to give."""
        async with self._database.transaction(self._tenant_id) as session:
            return await session.scalar(select(func.count()).where(*self._free())) or 0

    def _free(self) -> tuple[ColumnElement[bool], ...]:
        """Given to nobody, and good for a day more at least: it is already tomorrow somewhere."""
        tomorrow = self._clock.now().date() + timedelta(days=1)
        return (
            VoucherCode.contract_id == self._contract_id,
            VoucherCode.request_id.is_(None),
            or_(VoucherCode.expires_on.is_(None), VoucherCode.expires_on >= tomorrow),
        )
