"""Errors of the tenant plane.

TenantPlaneError
├── NotFound            absent, or not for this person: one answer for both
├── Refused             what was asked is not possible now; the message says why and what to do
└── IsolationBroken     the runtime role could see other tenants, or a transaction names no tenant
"""


class TenantPlaneError(Exception):
    """Carries a message id for the reader (English text, translated by the faces) and its values."""

    def __init__(self, message_id: str, **values: object) -> None:
        super().__init__(message_id % values if values else message_id)
        self.message_id = message_id
        self.values = values


class NotFound(TenantPlaneError):
    """Absent and forbidden are told apart by nobody."""

    def __init__(self) -> None:
        super().__init__("We cannot find this page.")


class Refused(TenantPlaneError):
    """Base of every refusal of a use case."""


class IsolationBroken(TenantPlaneError):
    """The platform refuses to work rather than risk showing one tenant to another."""
