"""What can be refused about learning tools.

Refused
├── NotOpened             a lesson that cannot be opened now; the message says why and what to do
│   ├── MessageSpent      the way to it was used, or is too old
│   ├── SomebodyElse      another person opened it, or nobody is signed in any more
│   ├── TermOver          the enrolment or what was granted is over
│   ├── ContractPaused    the city has paused it
│   └── NotConnected      the provider's tool is not confirmed, or the contract is no learning tool's
└── NotChosen             an answer of content that cannot be taken
"""

from seoul_learn.tenant_plane.database.errors import Refused


class NotOpened(Refused):
    """The lesson does not open."""


class MessageSpent(NotOpened):
    """Each way into a lesson is good for one opening."""

    def __init__(self) -> None:
        super().__init__(
            "This way into the lesson was used already, or it is too old. Open the lesson once more from “My learning”."
        )


class SomebodyElse(NotOpened):
    """The browser is not, or no more, that of the person who opened it."""

    def __init__(self) -> None:
        super().__init__(
            "This lesson was opened by another account, or you are signed out. Sign in as yourself, "
            "and open it from “My learning”."
        )


class TermOver(NotOpened):
    """What the learner had is over."""

    def __init__(self) -> None:
        super().__init__(
            "Your time with this learning site is over. “My learning” shows what you have, and how to apply again."
        )


class ContractPaused(NotOpened):
    """The city has paused the contract."""

    def __init__(self) -> None:
        super().__init__(
            "Your city has paused this learning site. Your place is kept. Try again later, or ask your city."
        )


class NotConnected(NotOpened):
    """Nothing can be opened, and the learner can do nothing about it."""

    def __init__(self) -> None:
        super().__init__("This learning site is not connected at the moment. Try again later, or ask your city.")


class NotChosen(Refused):
    """What the tool sent back cannot be taken as content of the contract."""
