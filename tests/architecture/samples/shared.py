"""What the pages of all faces are rendered with by the tests."""

from seoul_learn.tenant_plane.lti.errors import MessageSpent
from seoul_learn.web.shared.errors import ErrorView
from seoul_learn.web.shared.hand_on import HandOnView, HiddenField, NotOpenedView
from seoul_learn.web.shared.troubles import TROUBLES
from tests.architecture.samples.invent import bare, filled

_ALL = {trouble.title: trouble for trouble in TROUBLES.values()}.values()

ERRORS = [
    ErrorView(frame="shared/base.html", trouble=trouble, reference=reference, start="/")
    for trouble in _ALL
    for reference in ("", "0f3a")
]
_SPENT = NotOpenedView(message_id=MessageSpent().message_id, values={})
_ANSWER = (HiddenField("error", "login_required"),)
SAMPLES: dict[str, list[object]] = {
    "shared/error.html": [*ERRORS],
    "shared/plain_error.html": [*ERRORS],
    "shared/hand_on.html": [filled(HandOnView), bare(HandOnView)],
    "shared/not_opened.html": [
        _SPENT,
        NotOpenedView(
            message_id=MessageSpent().message_id, values={}, sign_in=True, address="https://tool.example/",
            fields=_ANSWER,
        ),
    ],
}  # fmt: skip
