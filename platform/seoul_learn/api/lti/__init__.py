"""The machine faces of a city as a platform of LTI 1.3 Advantage (docs/lti.md)."""

from litestar import Router

from seoul_learn.api.lti.describe import send_configuration, send_keys
from seoul_learn.api.lti.line_items import (
    add_item,
    change_item,
    list_items,
    list_results,
    remove_item,
    show_item,
    take_score,
)
from seoul_learn.api.lti.members import list_members
from seoul_learn.api.lti.refusals import ServiceRefused, answer_refusal
from seoul_learn.api.lti.register import register
from seoul_learn.api.lti.token import give_access

lti_router = Router(
    "/",
    route_handlers=[
        send_configuration,
        send_keys,
        register,
        give_access,
        list_items,
        add_item,
        show_item,
        change_item,
        remove_item,
        take_score,
        list_results,
        list_members,
    ],
    exception_handlers={ServiceRefused: answer_refusal},
)
"""Every address that tools call. Where people are sent is a page: web/portal/open_lesson.py."""
