"""Learning tools that speak LTI 1.3: the platform signs learners in there itself, so there is nothing to prepare.

A seat is a page of ours, from which the message to the tool begins (docs/lti.md).
"""

from datetime import datetime
from typing import ClassVar

import msgspec

from seoul_learn.plugin_api.learning_tool import LearningToolConfig
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.provider import (
    CodePool,
    Concern,
    Launch,
    LaunchingPerson,
    OfferedProduct,
    Seat,
    SeatRequest,
    Usage,
)


class LearningTool:
    """Gives every request its own page. The tool is registered with the platform, not with this connector."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = LearningToolConfig

    async def check(self, config: LearningToolConfig, pool: CodePool) -> tuple[Concern, ...]:
        del config, pool
        return ()

    async def offerings(self, config: LearningToolConfig) -> tuple[OfferedProduct, ...]:
        del config
        return ()

    async def provision(self, request: SeatRequest, config: LearningToolConfig, pool: CodePool) -> Seat:
        del config, pool
        return Seat(reference=str(request.id), access=Launch(link=f"/learning/{request.id}/launch"))

    async def release(self, seat: Seat, config: LearningToolConfig) -> None:
        del seat, config

    async def launch(self, seat: Seat, person: LaunchingPerson, config: LearningToolConfig) -> Launch:
        del person, config
        return seat.access

    async def usage(self, since: datetime, config: LearningToolConfig) -> tuple[Usage, ...]:
        del since, config
        return ()
