"""A catalogue manager brings in the codes of a provider's file."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
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
_FORMULAS = "=+-@"
_RECKONED = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"})
_AS_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
"""What becomes of a long number in a cell: its last digits are gone."""


class CodesRefused(Refused):
    """The file cannot be read as a list of codes; nothing of it was taken."""


class GivenCode(msgspec.Struct, frozen=True):
    """A code of a provider's file, and the last day on which it can be redeemed, where the file says one."""

    code: str
    expires_on: date | None = None


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How many codes were new, and how many were there already."""

    added: int
    known: int


def read_codes(content: bytes, *, today: date) -> tuple[GivenCode, ...]:
    """The codes of a file: the first column of each line, in the second the last day where there is one.

    Empty lines, a heading `code` and a code that stands there twice are passed over. Raises CodesRefused, naming the
    line, for what no code can be: a file of which one line is wrong is taken wholly or not at all.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CodesRefused("The file is not UTF-8 text. Save it as CSV in UTF-8.") from None
    codes: dict[str, GivenCode] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            code = row[0].strip() if row else ""
            if not code or (number == 1 and code.lower() == "code"):
                continue
            _refuse_no_code(code, number)
            codes.setdefault(code, GivenCode(code, _last_day(row, number, today)))
    except csv.Error:
        raise CodesRefused("The file is not CSV. Save it as CSV in UTF-8.") from None
    if not codes:
        raise CodesRefused("The file holds no code. Write one code in each line.")
    if len(codes) > MOST_CODES:
        raise CodesRefused("The file holds more than 20,000 codes. Split it.")
    return tuple(codes.values())


def _refuse_no_code(code: str, number: int) -> None:
    if len(code) > LONGEST or not code.isprintable():
        raise CodesRefused("Line %(line)s is not a code: it is longer than 200 letters or unprintable.", line=number)
    # A spreadsheet has reckoned with it, and whoever opens our export in one would reckon again.
    if code[0] in _FORMULAS or code.upper() in _RECKONED or _AS_NUMBER.fullmatch(code):
        raise CodesRefused(
            "Line %(line)s is not a code but a formula, or what a spreadsheet made of a number. "
            "Ask the provider for the codes as plain text.",
            line=number,
        )


def _last_day(row: list[str], number: int, today: date) -> date | None:
    written = row[1].strip() if len(row) > 1 else ""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise CodesRefused(
            "Line %(line)s: the last day of a code is written like 2027-02-28.", line=number
        ) from None
    if day < today:
        raise CodesRefused("Line %(line)s: this code has expired already.", line=number)
    return day


async def import_codes(
    session: AsyncSession, contract_id: UUID, codes: Sequence[GivenCode], *,
    actor: Actor, keys: SealingKeys, clock: Clock,
) -> Imported:  # fmt: skip
    """Add the codes that are not there yet. Raises NotFound."""
    contract = await get_contract(session, contract_id)
    tenant_id = tenant_of(session)
    seal = keys.of_tenant(tenant_id)
    rows = []
    for given in codes:
        row_id = new_id()
        rows.append(
            {
                "tenant_id": tenant_id,
                "id": row_id,
                "contract_id": contract.id,
                "code": seal.seal(given.code.encode(), table="voucher_code", row=row_id, column="code"),
                "digest": seal.digest(given.code),
                "imported_at": clock.now(),
                "expires_on": given.expires_on,
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
