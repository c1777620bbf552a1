"""What can be refused about the officers' work.

Refused
├── HeldByAnother      a colleague has the case in hand
├── OwnCase            nobody decides about herself
├── NotAReviewer       the person whom a case was to be given to reviews none
├── NothingAsked       a request names no fact that could be asked for
├── OwnProposal        the second officer has to be another one
├── NothingProposed    what was to be agreed to is not there any more
├── CannotAppeal       there is no outcome to appeal, an appeal already runs, or the time for it is over
└── DecidedBefore      an appeal goes to somebody who had no part in what is appealed
"""

from seoul_learn.tenant_plane.database.errors import Refused


class HeldByAnother(Refused):
    """Two officers never work on one case at once."""


class OwnCase(Refused):
    """An officer who applies is an applicant like any other: a colleague looks at it."""


class NotAReviewer(Refused):
    """Cases are given to caseworkers and administrators of the same city."""


class NothingAsked(Refused):
    """The applicant is asked for facts of her application, and told why."""


class OwnProposal(Refused):
    """Four eyes are those of two people."""


class NothingProposed(Refused):
    """Somebody has already agreed, or taken it back."""


class CannotAppeal(Refused):
    """The law gives a term; the outcome page says until which day."""


class DecidedBefore(Refused):
    """Nobody judges her own work."""
