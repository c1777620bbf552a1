"""A catalogue manager brings in the codes of a provider's file."""

import csv
import io
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.models import VoucherCode
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of

MOST_CODES = 20_000
LONGEST = 200
_AT_ONCE = 1000


class CodesRefused(Refused):
    """The file cannot be read as a list of codes; nothing of it was taken."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How many codes were new, and how many were there already."""

    added: int
    known: int


def read_codes(content: bytes) -> tuple[str, ...]:
    """The codes of a file: the first column of each line, a heading `code` left out. Raises CodesRefused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CodesRefused("The file is not UTF-8 text. Save it as CSV in UTF-8.") from None
    codes: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), 1):
        code = row[0].strip() if row else ""
        if not code or (number == 1 and code.lower() == "code"):
            continue
        if len(code) > LONGEST or not code.isprintable():
            raise CodesRefused(
                "Line %(line)s is not a code: it is longer than 200 letters or unprintable.", line=number
            )
        codes.append(code)
    if not codes:
        raise CodesRefused("The file holds no code. Write one code in each line.")
    if len(codes) > MOST_CODES:
        raise CodesRefused("The file holds more than 20,000 codes. Split it.")
    return tuple(dict.fromkeys(codes))


async def import_codes(
    session: AsyncSession, contract_id: UUID, codes: tuple[str, ...], *, actor: Actor, keys: SealingKeys, clock: Clock
) -> Imported:
    """Add the codes that are not there yet. Raises NotFound."""
    contract = await get_contract(session, contract_id)
    tenant_id = tenant_of(session)
    seal = keys.of_tenant(tenant_id)
    rows = []
    for code in codes:
        row_id = new_id()
        rows.append(
            {
                "tenant_id": tenant_id,
                "id": row_id,
                "contract_id": contract.id,
                "code": seal.seal(code.encode(), table="voucher_code", row=row_id, column="code"),
                "digest": seal.digest(code),
                "imported_at": clock.now(),
            }
        )
    added = 0
    for start in range(0, len(rows), _AT_ONCE):
        stored = await session.execute(
            insert(VoucherCode)
            .values(rows[start : start + _AT_ONCE])
            .on_conflict_do_nothing(index_elements=["tenant_id", "contract_id", "digest"])
            .returning(VoucherCode.id)
        )
        added += len(stored.all())
    await record(
        session, actor=actor, action="codes.imported", subject="contract", subject_id=contract.id,
        detail={"added": added, "known": len(rows) - added}, clock=clock,
    )  # fmt: skip
    return Imported(added=added, known=len(rows) - added)
