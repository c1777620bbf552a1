"""Why a face does not show what was asked for, before any use case was reached.

Denied
├── SignInNeeded      nobody is signed in; the answer sends them to sign in and back
├── Forbidden         somebody is signed in who may not do this
├── NotOpenYet        the city prepares its portal; its officers see it already
└── PortalClosed      the city's portal is suspended or closed
"""

from seoul_learn.control_plane.tenants.values import Lifecycle


class Denied(Exception):
    """Base of what a face refuses by itself."""


class SignInNeeded(Denied):
    """`sign_in` is the local path of the page to sign in on, with the way back in it."""

    def __init__(self, sign_in: str) -> None:
        super().__init__("nobody is signed in")
        self.sign_in = sign_in


class Forbidden(Denied):
    """The person's roles do not include what the route asks for."""


class NotOpenYet(Denied):
    """The tenant is agreed or preparing."""


class PortalClosed(Denied):
    """The tenant is suspended or closed."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        super().__init__(f"the portal is {lifecycle.value}")
        self.lifecycle = lifecycle
