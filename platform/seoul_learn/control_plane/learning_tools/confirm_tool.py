"""An operator looks at what a tool says of itself and confirms it, or withdraws it."""

import re
from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.learning_tools.errors import UnknownTool, UnusableTool
from seoul_learn.control_plane.learning_tools.models import LtiToolRow
from seoul_learn.control_plane.learning_tools.values import ToolState
from seoul_learn.kit.clock import Clock

_PLACE = re.compile(r"[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")


async def confirm_tool(
    unit: UnitOfWork, *, tool_id: UUID, by: str, clock: Clock, reachable: tuple[str, ...] | None = None
) -> None:
    """From now on it is launched, and its services answer. `reachable` replaces where its keys may be fetched in a
    private network; None leaves that as it is. Raises UnknownTool, UnusableTool.
    """
    if reachable is not None:
        if not all(_PLACE.fullmatch(one) for one in reachable):
            raise UnusableTool("reachable", "write host:port, with spaces between")
        await unit.run(LtiToolRow.update({LtiToolRow.reachable: list(reachable)}).where(LtiToolRow.id == tool_id))
    found = await unit.run(
        LtiToolRow.update(
            {
                LtiToolRow.state: ToolState.CONFIRMED.value,
                LtiToolRow.confirmed_at: clock.now(),
                LtiToolRow.confirmed_by: by,
            }
        )
        .where(LtiToolRow.id == tool_id)
        .returning(LtiToolRow.id)
    )
    _refuse_unknown(found, tool_id)


async def withdraw_tool(unit: UnitOfWork, *, tool_id: UUID) -> None:
    """At once nothing of it is launched, and none of its tokens is good. Raises UnknownTool."""
    found = await unit.run(
        LtiToolRow.update({LtiToolRow.state: ToolState.WITHDRAWN.value})
        .where(LtiToolRow.id == tool_id)
        .returning(LtiToolRow.id)
    )
    _refuse_unknown(found, tool_id)


def _refuse_unknown(found: list[dict[str, object]], tool_id: UUID) -> None:
    if not found:
        raise UnknownTool(f"there is no learning tool {tool_id}")
