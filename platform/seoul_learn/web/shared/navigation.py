"""The links that every page of a face shows. Labels are message ids; a link is shown to whoever may follow it."""

import msgspec

from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.web.shared.translate import N_


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """`roles` empty: for everybody. `group` is the message id of the heading that begins above this link."""

    label: str
    address: str
    icon: str = ""
    signed_in: bool = False
    roles: frozenset[Role] = frozenset()
    group: str = ""

    def is_at(self, here: str) -> bool:
        """True on the page itself and on those below it."""
        path = here.partition("?")[0]
        return path == self.address or (self.address.count("/") > 1 and path.startswith(f"{self.address}/"))

    def is_for(self, person: SignedInPerson | None) -> bool:
        """True when this person, or nobody, is to see the link."""
        if person is None:
            return not self.signed_in and not self.roles
        return not self.roles or not self.roles.isdisjoint(person.roles)


PORTAL: tuple[Link, ...] = (
    Link(label=N_("Programmes"), address="/"),
    Link(label=N_("My applications"), address="/applications", signed_in=True),
    Link(label=N_("My learning"), address="/learning", signed_in=True),
)
CONSOLE: tuple[Link, ...] = (
    Link(label=N_("Today’s work"), address="/console", icon="layout-dashboard", group=N_("Work")),
    Link(
        label=N_("Review applications"),
        address="/console/applications",
        icon="clipboard-check",
        roles=frozenset({Role.caseworker, Role.administrator}),
    ),
    Link(
        label=N_("Places"),
        address="/console/places",
        icon="list-checks",
        roles=frozenset({Role.administrator}),
    ),
    Link(
        label=N_("One person twice?"),
        address="/console/identities",
        icon="users",
        roles=frozenset({Role.caseworker, Role.administrator}),
    ),
    Link(
        label=N_("Contracts and codes"),
        address="/console/catalogue",
        icon="library",
        roles=frozenset({Role.catalogue_manager, Role.administrator}),
    ),
    Link(label=N_("Letters"), address="/console/letters", icon="mail"),
    Link(label=N_("What runs out"), address="/console/calendar", icon="calendar-days"),
    Link(
        label=N_("Policies"),
        address="/console/policies",
        icon="scale",
        roles=frozenset({Role.administrator}),
        group=N_("Settings"),
    ),
    Link(
        label=N_("Days and rules of the office"),
        address="/console/terms",
        icon="clock",
        roles=frozenset({Role.administrator}),
    ),
    Link(
        label=N_("Name, colours and logo"),
        address="/console/branding",
        icon="palette",
        roles=frozenset({Role.administrator}),
    ),
    Link(
        label=N_("Ways to sign in"),
        address="/console/identity-providers",
        icon="log-in",
        roles=frozenset({Role.administrator}),
    ),
    Link(
        label=N_("Registers"),
        address="/console/registers",
        icon="landmark",
        roles=frozenset({Role.administrator}),
    ),
)
FOOTER: tuple[Link, ...] = (Link(label=N_("About this website"), address="/pages/about"),)


def portal_links(person: SignedInPerson | None) -> list[Link]:
    """The links in the portal's header."""
    return [link for link in PORTAL if link.is_for(person)]


def console_links(person: SignedInPerson | None) -> list[Link]:
    """The links at the side of the console."""
    return [link for link in CONSOLE if link.is_for(person)]


def footer_links() -> tuple[Link, ...]:
    """The links at the foot of every page."""
    return FOOTER
