"""The line items of a tool under a contract: listed, made, changed and taken away (AGS 2.0, section 3.2)."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.lti.models import LtiLink
from seoul_learn.tenant_plane.lti.score_models import LtiLineItem
from seoul_learn.tenant_plane.lti.values import LineItem

MOST_OF_A_CONTRACT = 2000


class LineItemTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a tool says of a line item, judged."""

    label: str
    score_maximum: float
    link_id: UUID | None = None
    resource: str | None = None
    tag: str | None = None
    extra: dict[str, Any] = {}


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose line items: a tool's under a contract."""

    tool_id: UUID
    contract_id: UUID


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them: all filters are met at once. `after` is the last id of the page before."""

    link_id: UUID | None = None
    resource: str | None = None
    tag: str | None = None
    after: UUID | None = None
    most: int = 100


async def list_line_items(session: AsyncSession, owner: Owner, wanted: Wanted) -> list[LineItem]:
    """One page of them, and one more where there are more."""
    asked = select(LtiLineItem).where(
        LtiLineItem.tool_id == owner.tool_id, LtiLineItem.contract_id == owner.contract_id
    )
    if wanted.link_id is not None:
        asked = asked.where(LtiLineItem.link_id == wanted.link_id)
    if wanted.resource is not None:
        asked = asked.where(LtiLineItem.resource == wanted.resource)
    if wanted.tag is not None:
        asked = asked.where(LtiLineItem.tag == wanted.tag)
    if wanted.after is not None:
        asked = asked.where(LtiLineItem.id > wanted.after)
    return [_item(row) for row in await session.scalars(asked.order_by(LtiLineItem.id).limit(wanted.most + 1))]


async def get_line_item(session: AsyncSession, owner: Owner, item_id: UUID) -> LineItem:
    """One of them. Raises NotFound, also for another tool's or another contract's."""
    return _item(await _row(session, owner, item_id))


async def add_line_item(session: AsyncSession, owner: Owner, terms: LineItemTerms, *, clock: Clock) -> LineItem:
    """A new one. Raises NotFound for a resource link of another contract, Refused when there are too many."""
    if terms.link_id is not None:
        link = await session.scalar(
            select(LtiLink.id).where(LtiLink.id == terms.link_id, LtiLink.contract_id == owner.contract_id)
        )
        if link is None:
            raise NotFound
    there = await session.scalars(
        select(LtiLineItem.id)
        .where(LtiLineItem.tool_id == owner.tool_id, LtiLineItem.contract_id == owner.contract_id)
        .limit(MOST_OF_A_CONTRACT)
    )
    if len(list(there)) >= MOST_OF_A_CONTRACT:
        raise Refused("A contract has at most %(most)s line items.", most=MOST_OF_A_CONTRACT)
    row = LtiLineItem(id=new_id(), tool_id=owner.tool_id, contract_id=owner.contract_id, made_at=clock.now())
    _put(row, terms)
    row.link_id = terms.link_id
    session.add(row)
    await session.flush()
    return _item(row)


async def change_line_item(session: AsyncSession, owner: Owner, item_id: UUID, terms: LineItemTerms) -> LineItem:
    """Everything but its resource link, which stays. Raises NotFound."""
    row = await _row(session, owner, item_id, lock=True)
    _put(row, terms)
    await session.flush()
    return _item(row)


async def remove_line_item(session: AsyncSession, owner: Owner, item_id: UUID) -> None:
    """Take it away with the scores given for it. Raises NotFound."""
    row = await _row(session, owner, item_id, lock=True)
    await session.execute(delete(LtiLineItem).where(LtiLineItem.id == row.id))


async def _row(session: AsyncSession, owner: Owner, item_id: UUID, *, lock: bool = False) -> LtiLineItem:
    asked = select(LtiLineItem).where(
        LtiLineItem.id == item_id,
        LtiLineItem.tool_id == owner.tool_id,
        LtiLineItem.contract_id == owner.contract_id,
    )
    row: LtiLineItem | None = await session.scalar(asked.with_for_update() if lock else asked)
    if row is None:
        raise NotFound
    return row


def _put(row: LtiLineItem, terms: LineItemTerms) -> None:
    row.label, row.score_maximum = terms.label, terms.score_maximum
    row.resource, row.tag, row.extra = terms.resource, terms.tag, terms.extra


def _item(row: LtiLineItem) -> LineItem:
    return LineItem(
        id=row.id, contract_id=row.contract_id, link_id=row.link_id, label=row.label,
        score_maximum=row.score_maximum, resource=row.resource, tag=row.tag, extra=row.extra,
    )  # fmt: skip
