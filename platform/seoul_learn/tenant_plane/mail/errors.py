"""What can go wrong with a letter.

MailError                  between us and the mail server; `code` is what is kept of it
├── PassingRefusal         not taken now and not handed over: it may be tried again
├── LastingRefusal         never going to be taken
└── FateUnknown            broken off while it was being handed over: it may or may not have left
TenantPlaneError
└── Refused
    └── NotSentAgain       a letter that is on its way or sent, or whose words are gone
"""

from seoul_learn.tenant_plane.database.errors import Refused


class MailError(Exception):
    """`code` is an SMTP reply code or the name of a fault, never the server's words: they may hold an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PassingRefusal(MailError):
    """Nothing was handed over; a later try is safe."""


class LastingRefusal(MailError):
    """Nothing was handed over, and no later try will help."""


class FateUnknown(MailError):
    """The connection broke while the letter was handed over."""


class NotSentAgain(Refused):
    """Only a letter that failed or whose fate is unknown is sent again, while its words are kept."""
