"""The demo's operator has registered and confirmed the practice lessons, which run beside the demo."""

import msgspec

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.confirm_tool import confirm_tool
from seoul_learn.control_plane.learning_tools.register_tool import register_tool
from seoul_learn.control_plane.learning_tools.values import SCOPES, ToolTerms
from seoul_learn.demo.cast import OPERATOR

PROVIDER = "practice-lessons"
CLIENT_ID = "demo-practice-lessons"


async def register_practice_lessons(runtime: Runtime, *, port: int) -> None:
    """Register the tool at a port of this machine; that of an earlier run moves to the new port."""
    own, reachable = f"http://127.0.0.1:{port}", (f"127.0.0.1:{port}",)
    terms = ToolTerms(
        name="연습 수업", initiate_login_uri=f"{own}/login", redirect_uris=(f"{own}/launch",),
        target_link_uri=f"{own}/launch", jwks_uri=f"{own}/jwks", scopes=SCOPES, deep_linking_uri=f"{own}/launch",
    )  # fmt: skip
    async with runtime.control.transaction() as unit:
        moved = await unit.rows(
            "update control.lti_tool set terms = $2::jsonb, reachable = $3 where client_id = $1 returning id",
            CLIENT_ID, msgspec.json.encode(terms).decode(), list(reachable),
        )  # fmt: skip
        if moved:
            return
        tool = await register_tool(
            unit, terms, provider=PROVIDER, reachable=reachable, allow_loopback=True, clock=runtime.clock,
            client_id=CLIENT_ID,
        )  # fmt: skip
        await confirm_tool(unit, tool_id=tool.id, by=OPERATOR[0], clock=runtime.clock)
