"""The operators' application: on a host of its own, under the role that knows no person."""

from litestar import Litestar
from litestar.di import Provide

from seoul_learn.web.operator.learning_tools import (
    add_learning_tool,
    ask_for_tool,
    confirm_learning_tool,
    invite_learning_tool,
    list_learning_tools,
    show_learning_tool,
    withdraw_learning_tool,
)
from seoul_learn.web.operator.new_tenant import ask_for_tenant, make_tenant
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.second_factor import ask_for_second_factor, send_picture, take_second_factor
from seoul_learn.web.operator.sign_in import ask_for_address, ask_for_code, leave, send_code, take_code
from seoul_learn.web.operator.tenants import acknowledge, list_all, move_lifecycle, show_tenant
from seoul_learn.web.operator.work import ACCESS_WORDS, provide_operator_work, visitor_of_operator_errors
from seoul_learn.web.shared.face import build_face

_LARGEST_BODY = 256 * 1024


def create_operator_app(parts: OperatorParts) -> Litestar:
    """The application. Raises UnguardedRoutes."""
    return build_face(
        [
            ask_for_address,
            send_code,
            ask_for_code,
            take_code,
            ask_for_second_factor,
            send_picture,
            take_second_factor,
            leave,
            list_all,
            show_tenant,
            move_lifecycle,
            acknowledge,
            ask_for_tenant,
            make_tenant,
            list_learning_tools,
            invite_learning_tool,
            ask_for_tool,
            add_learning_tool,
            show_learning_tool,
            confirm_learning_tool,
            withdraw_learning_tool,
        ],
        secret_key=parts.secret_key,
        cookies=parts.cookies,
        frame="operator/frame.html",
        find_visitor=visitor_of_operator_errors(parts.control, clock=parts.clock, cookies=parts.cookies),
        dependencies={
            "work": provide_operator_work(parts.control, clock=parts.clock, cookies=parts.cookies),
            "parts": Provide(lambda: parts, sync_to_thread=False),
        },
        access_words=ACCESS_WORDS,
        request_max_body_size=_LARGEST_BODY,
    )
