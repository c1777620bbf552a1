"""What can be opened under a contract, and the deployment of its tool: made when first needed, kept for ever."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.lti.models import LtiDeployment, LtiLink
from seoul_learn.tenant_plane.lti.score_models import LtiLineItem
from seoul_learn.tenant_plane.lti.values import Link, name_of

_MAXIMUM = 100.0
_LINKS = """
    select id, contract_id, title, description, page, custom from tenant.lti_link
     where tenant_id = $1 and contract_id = any($2) and retired_at is null order by position, id
"""


async def deployment_of(session: AsyncSession, tool_id: UUID, *, clock: Clock) -> UUID:
    """The id of a tool's deployment in this city."""
    await session.execute(
        insert(LtiDeployment)
        .values(tenant_id=tenant_of(session), id=new_id(), tool_id=tool_id, made_at=clock.now())
        .on_conflict_do_nothing(index_elements=["tenant_id", "tool_id"])
    )
    found = await session.scalar(select(LtiDeployment.id).where(LtiDeployment.tool_id == tool_id))
    if found is None:
        raise NotFound
    return found


async def links_of(source: Source, contract_ids: Iterable[UUID]) -> list[Link]:
    """What an officer has chosen to be opened under these contracts, in her order."""
    rows = await fetch_all(source, _LINKS, list(contract_ids))
    return [Link(**dict(row)) for row in rows]


async def link_to_open(session: AsyncSession, contract: Contract, link_id: UUID | None, *, clock: Clock) -> Link:
    """The link that is asked for, else the first one; a contract without any gets its default. Raises NotFound."""
    links = await links_of(session, [contract.id])
    if link_id is not None:
        found = next((one for one in links if one.id == link_id), None)
        if found is None:
            raise NotFound
        return found
    return links[0] if links else await _by_default(session, contract, clock=clock)


async def line_item_of_link(session: AsyncSession, link: Link, *, tool_id: UUID, clock: Clock) -> UUID | None:
    """The one line item of a link; None when it has none or several (AGS 2.0, section 3.1)."""
    # Locked, so that two who open it for the first time at once make one line item between them.
    is_default = await session.scalar(select(LtiLink.by_default).where(LtiLink.id == link.id).with_for_update())
    items = select(LtiLineItem.id).where(LtiLineItem.link_id == link.id, LtiLineItem.tool_id == tool_id).limit(2)
    found = list(await session.scalars(items))
    if found or not is_default:
        return found[0] if len(found) == 1 else None
    # Content that an officer chose says itself whether it gives scores; a bare page may always.
    item = LtiLineItem(
        id=new_id(), tool_id=tool_id, contract_id=link.contract_id, link_id=link.id, label=link.title,
        score_maximum=_MAXIMUM, extra={}, made_at=clock.now(),
    )  # fmt: skip
    session.add(item)
    await session.flush()
    return item.id


async def _by_default(session: AsyncSession, contract: Contract, *, clock: Clock) -> Link:
    await session.execute(
        insert(LtiLink)
        .values(
            tenant_id=tenant_of(session), id=new_id(), contract_id=contract.id, by_default=True,
            title=name_of(contract, (await read_site(session)).default_language), description="", page=None,
            custom={}, position=0, made_at=clock.now(),
        )
        # Retired when content was chosen, and taken up again when all of that was taken away.
        .on_conflict_do_update(
            index_elements=["tenant_id", "contract_id"], index_where=text("by_default"), set_={"retired_at": None}
        )
    )  # fmt: skip
    (link,) = await links_of(session, [contract.id])
    return link
