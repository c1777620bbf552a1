"""An application with a route that nobody guards does not start."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from litestar import Litestar, asgi, get
from litestar.di import NamedDependency, Provide
from litestar.types import Receive, Scope, Send

from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.shared.access import UnguardedRoutes, checks_access, is_for_officers, refuse_unguarded


@checks_access
async def _work() -> AsyncGenerator[int, None]:
    yield 1


async def _pretended() -> AsyncGenerator[int, None]:
    yield 1


async def _programme(work: NamedDependency[int]) -> int:
    return work


def _refuse(handler: Any, *, work: Any = _work) -> None:
    dependencies = {"work": Provide(work), "programme": Provide(_programme)}
    refuse_unguarded(Litestar([handler], dependencies=dependencies, openapi_config=None))


@get("/open", opt={"access": "anyone"})
async def _open() -> str:
    return ""


@get("/checked", opt={"access": (Role.caseworker, Role.administrator)})
async def _checked(work: NamedDependency[int]) -> str:
    return ""


@get("/checked-further-down", opt={"access": "officer"})
async def _checked_further_down(programme: NamedDependency[int]) -> str:
    return ""


@get("/silent")
async def _silent(work: NamedDependency[int]) -> str:
    return ""


@get("/misspelt", opt={"access": "oficer"})
async def _misspelt(work: NamedDependency[int]) -> str:
    return ""


@get("/empty", opt={"access": ()})
async def _empty(work: NamedDependency[int]) -> str:
    return ""


@get("/unchecked", opt={"access": "officer"})
async def _unchecked() -> str:
    return ""


@asgi("/bare", opt={"access": "officer"}, copy_scope=True)
async def _bare(scope: Scope, receive: Receive, send: Send) -> None:
    return None


@pytest.mark.parametrize("handler", [_open, _checked, _checked_further_down])
def test_a_guarded_route_starts(handler: Any) -> None:
    _refuse(handler)


@pytest.mark.parametrize(
    ("handler", "fault"),
    [
        (_silent, "/silent: .*names no access"),
        (_misspelt, "/misspelt: .*nobody knows"),
        (_empty, "/empty: .*nobody knows"),
        (_unchecked, "/unchecked: .*takes no `work`"),
        (_bare, "/bare: .*takes no `work`"),
    ],
)
def test_an_unguarded_route_stops_the_start_and_is_named(handler: Any, fault: str) -> None:
    with pytest.raises(UnguardedRoutes, match=fault):
        _refuse(handler)


def test_a_dependency_that_is_only_called_work_is_no_guard() -> None:
    with pytest.raises(UnguardedRoutes):
        _refuse(_checked, work=_pretended)


@pytest.mark.parametrize(
    ("access", "officers"),
    [
        ("anyone", False), ("signed_in", False), ("officer", True), (Role.mentor, False), (Role.analyst, True),
        ((Role.analyst, Role.caseworker), True), ((Role.analyst, Role.applicant), False),
    ],
)  # fmt: skip
def test_a_route_is_for_officers_when_nobody_else_may_enter(access: object, officers: bool) -> None:
    assert is_for_officers(access) is officers
