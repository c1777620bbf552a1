"""What the pages of all faces are rendered with by the tests."""

from seoul_learn.web.shared.errors import ErrorView
from seoul_learn.web.shared.troubles import TROUBLES

_ALL = {trouble.title: trouble for trouble in TROUBLES.values()}.values()

ERRORS = [
    ErrorView(frame="shared/base.html", trouble=trouble, reference=reference, start="/")
    for trouble in _ALL
    for reference in ("", "0f3a")
]
SAMPLES: dict[str, list[object]] = {"shared/error.html": [*ERRORS], "shared/plain_error.html": [*ERRORS]}
