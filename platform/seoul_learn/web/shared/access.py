"""Every route says who may enter, and the application refuses to start with one that does not.

A route writes `opt={"access": ...}`: "anyone", "signed_in", "officer", a Role, or a tuple of Roles. Any of these but
"anyone" is checked by the dependencies `work`, `viewing` and `errand`, so such a route has to take one of them.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import ASGIRouteHandler, BaseRouteHandler, HTTPRouteHandler

from seoul_learn.tenant_plane.people.values import OFFICER_ROLES, Role, SignedInPerson
from seoul_learn.web.shared.denials import Forbidden, SignInNeeded

ANYONE = "anyone"
SIGNED_IN = "signed_in"
OFFICER = "officer"
TENANT_ACCESS: frozenset[object] = frozenset({ANYONE, SIGNED_IN, OFFICER, *Role})
"""What a route of the tenant application may ask for."""

_CHECKS_ACCESS = "checks_access"


class UnguardedRoutes(Exception):
    """One or more routes say nothing, or nothing that is checked, about who may enter."""


def checks_access(dependency: Any) -> Any:
    """Mark a dependency as one that checks the route's access before it yields."""
    setattr(dependency, _CHECKS_ACCESS, True)
    return dependency


def refuse_entry(person: SignedInPerson | None, access: object, *, sign_in: str) -> None:
    """Raise SignInNeeded (with `sign_in`) or Forbidden unless this person may enter a route with this `access`."""
    if access == ANYONE:
        return
    if person is None:
        raise SignInNeeded(sign_in)
    if access == SIGNED_IN or (access == OFFICER and person.is_officer):
        return
    if person.roles.isdisjoint(_roles(access)):
        raise Forbidden


def is_for_officers(access: object) -> bool:
    """True when a route is for officers alone, so that it may be entered before the portal opens."""
    roles = _roles(access)
    return access == OFFICER or (bool(roles) and roles <= OFFICER_ROLES)


def refuse_unguarded(app: Litestar, *, words: Collection[object] = TENANT_ACCESS) -> None:
    """Raise UnguardedRoutes, naming each, when a route lacks an access or the dependency that checks it."""
    faults = [f"{path}: {fault}" for path, handler in _routes(app) if (fault := _fault(handler, words))]
    if faults:
        raise UnguardedRoutes("\n".join(sorted(faults)))


def _fault(handler: BaseRouteHandler, words: Collection[object]) -> str | None:
    access = handler.opt.get("access")
    if access is None:
        return f'{handler.handler_name} names no access; write opt={{"access": ...}}'
    if not all(word in words for word in _words(access)):
        return f"{handler.handler_name} names an access that nobody knows: {access!r}"
    if access != ANYONE and not _is_checked(handler):
        return f"{handler.handler_name} is for {access!r} but takes no `work` or `viewing`, which check that"
    return None


def _is_checked(handler: BaseRouteHandler) -> bool:
    if isinstance(handler, ASGIRouteHandler):
        return False
    return _leads_to_a_check(handler.parsed_fn_signature.parameters, handler.resolve_dependencies())


def _leads_to_a_check(names: Collection[str], dependencies: Mapping[str, Provide]) -> bool:
    for name in names:
        provided = dependencies.get(name)
        if provided is None:
            continue
        if getattr(provided.dependency, _CHECKS_ACCESS, False):
            return True
        if _leads_to_a_check(provided.parsed_fn_signature.parameters, dependencies):
            return True
    return False


def _routes(app: Litestar) -> Iterator[tuple[str, BaseRouteHandler]]:
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [route.route_handler]  # type: ignore[union-attr] # one kind
        for handler in handlers:
            # The framework itself answers OPTIONS, with the methods of the path and nothing else.
            if not (isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}):
                yield route.path, handler


def _words(access: object) -> tuple[object, ...]:
    return access if isinstance(access, tuple) and access else (access,)


def _roles(access: object) -> frozenset[Role]:
    return frozenset(role for role in Role if role in _words(access))
