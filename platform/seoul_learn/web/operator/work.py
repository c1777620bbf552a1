"""The one dependency of operators' pages: a unit of work of the control plane, who asks, and whether they may."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import msgspec
from litestar import Request
from litestar.di import Provide

from seoul_learn.control_plane.database.connection import ControlDatabase, UnitOfWork
from seoul_learn.control_plane.operators.queries import find_operator
from seoul_learn.control_plane.operators.values import SignedInOperator
from seoul_learn.kit.clock import Clock
from seoul_learn.web.shared.access import ANYONE, checks_access
from seoul_learn.web.shared.addresses import with_way_back
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.denials import SignInNeeded
from seoul_learn.web.shared.language import choose_language

OPERATOR = "operator"
ACCESS_WORDS: frozenset[object] = frozenset({ANYONE, OPERATOR})
LANGUAGES = ("ko", "en")


class OperatorVisitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks at the operator site. `operator` is None, or somebody who may still owe the second factor."""

    operator: SignedInOperator | None
    language: str
    default_language: str = "ko"
    timezone: str = "Asia/Seoul"
    currency: str = "KRW"

    @property
    def entered(self) -> SignedInOperator | None:
        """The operator, once both factors are given."""
        return self.operator if self.operator and self.operator.second_factor else None


class OperatorWork(msgspec.Struct, frozen=True):
    """A request's unit of work and whom it is for."""

    unit: UnitOfWork
    visitor: OperatorVisitor


def provide_operator_work(control: ControlDatabase, *, clock: Clock, cookies: Cookies) -> Provide:
    """The dependency `work` of the operator application."""

    async def work(request: Request[Any, Any, Any]) -> AsyncGenerator[OperatorWork, None]:
        async with control.transaction() as unit:
            visitor = await _find(unit, request, clock=clock, cookies=cookies)
            request.scope["state"]["visitor"] = visitor
            if request.route_handler.opt["access"] != ANYONE and visitor.entered is None:
                start = "/second-factor" if visitor.operator else "/sign-in"
                raise SignInNeeded(with_way_back(start, back=request.scope["path"]))
            yield OperatorWork(unit, visitor)

    return Provide(checks_access(work))


def visitor_of_operator_errors(
    control: ControlDatabase, *, clock: Clock, cookies: Cookies
) -> Callable[[Request[Any, Any, Any]], Awaitable[OperatorVisitor]]:
    """For an error before any `work`: who looks, in a unit of work of its own."""

    async def find(request: Request[Any, Any, Any]) -> OperatorVisitor:
        async with control.transaction() as unit:
            return await _find(unit, request, clock=clock, cookies=cookies)

    return find


async def _find(
    unit: UnitOfWork, request: Request[Any, Any, Any], *, clock: Clock, cookies: Cookies
) -> OperatorVisitor:
    token = request.cookies.get(cookies.session)
    return OperatorVisitor(
        operator=await find_operator(unit, token=token, clock=clock) if token else None,
        language=choose_language(
            list(LANGUAGES),
            default="ko",
            chosen=request.cookies.get(cookies.language),
            of_person=None,
            accepted=request.headers.get("accept-language", ""),
        ),
    )
