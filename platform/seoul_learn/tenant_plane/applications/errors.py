"""What can be refused about applications.

Refused
├── WindowClosed          applications are not taken now
│   ├── RejoiningBarred   she left, and the policy lets her apply again from a later day
│   └── AccountClosed     she has another account, which goes on instead of this one
├── AlreadySubmitted      nothing can be changed after submitting
├── NotYetComplete        something that could be answered is not
├── DocumentRefused       the file is too large, of another kind, or broken
├── NothingToVouchFor     the fact is not asked for by this application
├── TermRefused           somebody's word cannot count until that day
└── NothingToLeave        nothing is granted any more
"""

from seoul_learn.tenant_plane.database.errors import Refused


class WindowClosed(Refused):
    """Applications to this programme are not taken now."""


class RejoiningBarred(WindowClosed):
    """Somebody who left may not apply again yet; the message names the day from which she may."""


class AccountClosed(WindowClosed):
    """Officers found that she has two accounts; applications are made with the other."""


class NothingToLeave(Refused):
    """There is nothing, or nothing any more, that could be given up."""


class AlreadySubmitted(Refused):
    """The application has been submitted; its answers stand."""


class NotYetComplete(Refused):
    """A question that could change the outcome has not been answered in any way."""


class DocumentRefused(Refused):
    """The file cannot be taken as evidence."""


class NothingToVouchFor(Refused):
    """An officer vouches for facts that the application has, and for none else."""


class TermRefused(Refused):
    """An officer may let her word count for a shorter time than the city's terms say, never for longer."""
