"""What can be refused about operators. Wrong codes are no errors but a returned `Refusal`: what was counted must stay.

ControlPlaneError
└── OperatorError
    ├── UnknownOperator       nobody has that id, or they were switched off
    ├── AlreadyEnrolled       the second factor is set up
    ├── EmailTaken            another operator has that address
    ├── BrokenSeal            a sealed value does not open: wrong key, or moved from another row
    └── MailStillWaits        the mail server took a letter neither now nor for good
"""

from seoul_learn.control_plane.database.errors import ControlPlaneError


class OperatorError(ControlPlaneError):
    """Something about an operator was refused."""

    message_id = "operator-error"


class UnknownOperator(OperatorError):
    """Nobody active has that id or address."""

    message_id = "unknown-operator"


class AlreadyEnrolled(OperatorError):
    """The second factor is set up; only another operator can take it away."""

    message_id = "already-enrolled"


class EmailTaken(OperatorError):
    """Another operator has that address."""

    message_id = "email-taken"


class BrokenSeal(OperatorError):
    """A sealed value does not open."""

    message_id = "unexpected-error"


class MailStillWaits(OperatorError):
    """A job tries again later."""

    message_id = "unexpected-error"
