"""What can be refused about learning tools.

ControlPlaneError
└── ToolError
    ├── UnusableTool          an address, key or name that cannot be worked with; the text says which
    ├── UnknownInvitation     no such one-time token: used, run out, or never made
    └── UnknownTool           no registration has that id
"""

from seoul_learn.control_plane.database.errors import ControlPlaneError


class ToolError(ControlPlaneError):
    """Something about a learning tool was refused."""

    message_id = "tool-error"


class UnusableTool(ToolError):
    """What a tool says of itself cannot be worked with. `field` is the metadata's own name for it."""

    message_id = "unusable-tool"

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text


class UnknownInvitation(ToolError):
    """The one-time token is unknown, used or over."""

    message_id = "unknown-invitation"


class UnknownTool(ToolError):
    """No registration has that id."""

    message_id = "unknown-tool"
