"""What residents of a city see."""

from seoul_learn.web.portal.appeal import appeal, show_appeal
from seoul_learn.web.portal.applications import go_on, list_applications, take_back
from seoul_learn.web.portal.carry import carry, show_carried, take_along
from seoul_learn.web.portal.change_learning import ask_to_leave, leave_site, show_switch, switch
from seoul_learn.web.portal.check import check_answers, submit_application
from seoul_learn.web.portal.choose import check_choice, confirm_choice, keep_choice, show_choice
from seoul_learn.web.portal.determination_api import describe_api, send_determination
from seoul_learn.web.portal.documents import ask_for_document, keep_document, read_document
from seoul_learn.web.portal.earlier import confirm_earlier, show_earlier
from seoul_learn.web.portal.enter import enter
from seoul_learn.web.portal.home import home
from seoul_learn.web.portal.learning import my_learning
from seoul_learn.web.portal.leave_programme import leave_programme
from seoul_learn.web.portal.open_lesson import authorize, authorize_posted, open_lesson
from seoul_learn.web.portal.outcome import show_outcome
from seoul_learn.web.portal.pages import show_page
from seoul_learn.web.portal.precheck import begin_precheck, choose_precheck, go_on_precheck
from seoul_learn.web.portal.programmes import apply, show_programme
from seoul_learn.web.portal.questions import ask, keep_answer
from seoul_learn.web.portal.registers import (
    agree_to_look_up,
    dispute_answer,
    show_consents,
    show_register,
    take_consent_back,
)
from seoul_learn.web.portal.sign_in import ask_for_address, ask_for_code, leave, send_code, take_code
from seoul_learn.web.portal.sign_in_with import come_back, set_out
from seoul_learn.web.portal.waiting import stop_waiting

portal_handlers = (
    home,
    show_programme,
    choose_precheck,
    begin_precheck,
    go_on_precheck,
    take_along,
    show_carried,
    carry,
    apply,
    list_applications,
    go_on,
    take_back,
    show_earlier,
    confirm_earlier,
    ask,
    keep_answer,
    ask_for_document,
    keep_document,
    read_document,
    show_register,
    agree_to_look_up,
    dispute_answer,
    show_consents,
    take_consent_back,
    check_answers,
    submit_application,
    show_outcome,
    leave_programme,
    stop_waiting,
    show_appeal,
    appeal,
    send_determination,
    describe_api,
    show_choice,
    keep_choice,
    check_choice,
    confirm_choice,
    my_learning,
    show_switch,
    switch,
    ask_to_leave,
    leave_site,
    open_lesson,
    authorize_posted,
    authorize,
    enter,
    show_page,
    ask_for_address,
    send_code,
    ask_for_code,
    take_code,
    set_out,
    come_back,
    leave,
)
"""Every route of the portal."""
