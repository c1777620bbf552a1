"""Whom the demo's register knows, and pointing the cities' registers at it: its address is another at every start."""

from datetime import date

import msgspec

from seoul_learn.app import Runtime
from seoul_learn.demo.register import Entry, Register
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.transaction import Transaction, tenant_of
from seoul_learn.tenant_plane.registers.keep_registers import keep_register_secret, write_registers
from seoul_learn.tenant_plane.registers.queries import list_registers

ORGANISATION = "seoul"
REGISTERED = (
    Entry(
        name="문달빛", birth_date=date(2012, 9, 9), reference="DEMO-1",
        items={"recognised_income": 2300000, "household_size": 4},
    ),
    Entry(
        name="김하늘", birth_date=date(2012, 5, 31), reference="DEMO-2",
        items={"recognised_income": 2100000, "household_size": 4},
    ),
    Entry(
        name="양소담", birth_date=date(2012, 5, 31), reference="DEMO-3",
        items={"recognised_income": 2400000, "household_size": 4},
    ),
    Entry(
        name="배다온", birth_date=date(2012, 5, 31), reference="DEMO-4",
        items={"recognised_income": 2200000, "household_size": 4},
    ),
)  # fmt: skip


class Pointer(msgspec.Struct, frozen=True, kw_only=True):
    """Where the register is reached, and the secret between it and the cities."""

    address: str
    secret: str

    def __repr__(self) -> str:
        return f"Pointer(address={self.address!r})"


def open_register(secret: str) -> Register:
    """The demo's register, answering."""
    register = Register(REGISTERED, secret=secret, organisation=ORGANISATION)
    register.open()
    return register


async def point_registers(runtime: Runtime, session: Transaction, to: Pointer) -> None:
    """Have the registers of a city asked there, instead of at the address that its bundle illustrates."""
    kept = await list_registers(session)
    wanted = [
        msgspec.structs.replace(one.terms, config={**one.terms.config, "address": to.address}) for one in kept
    ]
    await write_registers(session, wanted)
    for one in kept:
        await keep_register_secret(
            session, one.id, to.secret, actor=Actor(kind="command"),
            seal=runtime.sealing.of_tenant(tenant_of(session)), clock=runtime.clock,
        )  # fmt: skip
