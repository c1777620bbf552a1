"""What can be refused about places.

Refused
├── NotToBeAllotted   places of this version are given by themselves, or its window has not closed
├── ReviewsOpen       applications wait for an officer, and nobody said to go on all the same
├── ListChanged       the list is not the one that was looked at
├── OwnAllotment      the officer proposed it herself
└── OwnTurn           she stands in the list herself
"""

from seoul_learn.tenant_plane.database.errors import Refused


class NotToBeAllotted(Refused):
    """There is nothing for an officer to give now."""


class ReviewsOpen(Refused):
    """Some applications are not determined yet, so the order may still change."""


class ListChanged(Refused):
    """Since the list was shown somebody was determined, came or left."""


class OwnAllotment(Refused):
    """Two officers have to agree, and one is not two."""


class OwnTurn(Refused):
    """Nobody gives a place to herself."""
