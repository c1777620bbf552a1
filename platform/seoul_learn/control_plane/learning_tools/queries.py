"""Reads of registered tools, returning values."""

from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.learning_tools.errors import UnknownTool
from seoul_learn.control_plane.learning_tools.values import Tool, ToolState, ToolTerms

# Asked at every launch and every service call: a statement of its own, unpacked without the mapper.
_TOOLS = """
    select t.id, t.client_id, p.slug as provider, t.tenant_id, t.state, t.terms, t.reachable, t.registered_at,
           t.confirmed_at, t.confirmed_by
      from control.lti_tool t join control.provider p on p.id = t.provider_id
"""


async def list_tools(unit: UnitOfWork) -> list[Tool]:
    """Every registration, those that wait for an operator first."""
    order = " order by t.state = 'waiting' desc, t.registered_at desc, t.id"
    return [_tool(row) for row in await unit.rows(_TOOLS + order)]


async def get_tool(unit: UnitOfWork, *, tool_id: UUID) -> Tool:
    """One of them. Raises UnknownTool."""
    rows = await unit.rows(_TOOLS + " where t.id = $1", tool_id)
    if not rows:
        raise UnknownTool(f"there is no learning tool {tool_id}")
    return _tool(rows[0])


async def find_tool(unit: UnitOfWork, *, client_id: str, tenant_id: UUID) -> Tool | None:
    """The tool of a client id, if it may be used in this city now."""
    rows = await unit.rows(_TOOLS + " where t.client_id = $1", client_id)
    tool = _tool(rows[0]) if rows else None
    return tool if tool is not None and tool.serves(tenant_id) else None


async def find_tool_of(
    unit: UnitOfWork, *, provider: str, tenant_id: UUID, client_id: str | None = None
) -> Tool | None:
    """The tool of a provider that may be used in this city now: the one named, else the city's own, else the newest."""
    rows = await unit.rows(
        _TOOLS + """
        where p.slug = $1 and t.state = 'confirmed' and (t.tenant_id = $2 or t.tenant_id is null)
          and ($3::text is null or t.client_id = $3)
        order by t.tenant_id is null, t.confirmed_at desc, t.id limit 1""",
        provider, tenant_id, client_id,
    )  # fmt: skip
    return _tool(rows[0]) if rows else None


def _tool(row: Any) -> Tool:
    return Tool(
        id=UUID(str(row["id"])),
        client_id=row["client_id"],
        provider=row["provider"],
        tenant_id=row["tenant_id"] and UUID(str(row["tenant_id"])),
        state=ToolState(row["state"]),
        terms=msgspec.json.decode(row["terms"], type=ToolTerms),
        reachable=tuple(row["reachable"]),
        registered_at=row["registered_at"],
        confirmed_at=row["confirmed_at"],
        confirmed_by=row["confirmed_by"],
    )
