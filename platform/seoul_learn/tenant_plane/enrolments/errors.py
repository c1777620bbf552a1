"""What can be refused about enrolments.

Refused
├── NotEntitled       the entitlement is over, or has no slot of that category
├── TooManyChosen     more offerings than the entitlement grants, or two of one category
├── NotOffered        the offering is paused, or not for the learner's level
├── NotTogether       the programme's rules want another offering beside it, or exclude one
├── NoSwitch          the programme does not let her take another one instead, or no more
├── NotYetThere       a provider is being asked for it at this moment
└── NoSeatLeft        the last seat was taken
"""

from seoul_learn.tenant_plane.database.errors import Refused


class NotEntitled(Refused):
    """The learner has no right to that choice."""


class TooManyChosen(Refused):
    """The choice goes beyond what is granted."""


class NotOffered(Refused):
    """The offering cannot be chosen now."""


class NotTogether(Refused):
    """What was picked cannot be had as it is."""


class NoSwitch(Refused):
    """Another offering cannot be taken instead."""


class NotYetThere(Refused):
    """What it is will be known in a moment."""


class NoSeatLeft(Refused):
    """Somebody else took the last seat; nothing was chosen."""
