"""Letters to applicants. They name the application and where to read on, and nothing that was told in it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.mail.post_mail import post_mail
from seoul_learn.tenant_plane.people.models import Person

_SUBJECT = {
    "ko": "{city} 신청 {reference} 결과를 확인해 주세요",
    "en": "{city}: please read the outcome of application {reference}",
    "ja": "{city} 申請 {reference} の結果をご確認ください",
}
_BODY: Mapping[Outcome, Mapping[str, str]] = {
    Outcome.ELIGIBLE: {
        "ko": "지원 대상으로 확인됐어요. 로그인해서 학습 사이트를 골라 주세요.",
        "en": "You are eligible. Please sign in and choose your learning sites.",
        "ja": "支援の対象と確認されました。ログインして学習サイトを選んでください。",
    },
    Outcome.INELIGIBLE: {
        "ko": "이번에는 지원 대상이 아니에요. 로그인하면 이유와 다음에 할 수 있는 일을 볼 수 있어요.",
        "en": "You are not eligible this time. Sign in to read why, and what you can do next.",
        "ja": "今回は支援の対象ではありません。ログインすると理由と次にできることを確認できます。",
    },
    Outcome.NEEDS_FACTS: {
        "ko": "아직 답이 더 필요해요. 로그인해서 이어서 답해 주세요.",
        "en": "We still need some answers. Please sign in and go on answering.",
        "ja": "まだ回答が必要です。ログインして続きを回答してください。",
    },
    Outcome.NEEDS_REVIEW: {
        "ko": "신청을 받았어요. 담당자가 확인한 뒤 다시 알려 드릴게요.",
        "en": "We have your application. An officer will look at it, and we will write again.",
        "ja": "申請を受け付けました。担当者が確認してから改めてお知らせします。",
    },
}


_ASKED_SUBJECT = {
    "ko": "{city} 신청 {reference}에 확인할 것이 있어요",
    "en": "{city}: we need something more for application {reference}",
    "ja": "{city} 申請 {reference} について確認したいことがあります",
}
_ASKED_BODY = {
    "ko": "담당자가 다시 여쭤보는 것이 있어요. 로그인해서 답해 주세요.",
    "en": "An officer has a question about your application. Please sign in and answer it.",
    "ja": "担当者から確認したいことがあります。ログインして回答してください。",
}


_DECIDED_SUBJECT = {
    "ko": "{city} 신청 {reference}의 이의신청 결과가 나왔어요",
    "en": "{city}: your appeal about application {reference} is decided",
    "ja": "{city} 申請 {reference} の不服申立ての結果が出ました",
}
_DECIDED_BODY = {
    "ko": "다른 담당자가 다시 살펴봤어요. 로그인해서 결과와 이유를 확인해 주세요.",
    "en": "Another officer has looked at it again. Please sign in to read what was found and why.",
    "ja": "別の担当者が改めて確認しました。ログインして結果と理由をご確認ください。",
}


_DOUBLE_SUBJECT = {
    "ko": "{city} 신청 {reference}: 다른 계정으로 이어져요",
    "en": "{city}: application {reference} goes on under your other account",
    "ja": "{city} 申請 {reference}：もう一つのアカウントで続きます",
}
_DOUBLE_BODY = {
    "ko": "같은 사람의 계정이 두 개라서 이 신청은 닫았어요. 다른 계정으로 로그인하면 계속할 수 있어요. "
    "사실과 다르면 아래로 연락해 주세요.",
    "en": "You have two accounts, so this application is closed. Sign in with the other one to go on. "
    "If that is not so, please get in touch.",
    "ja": "同じ方のアカウントが二つあるため、この申請を閉じました。もう一つのアカウントでログインすると続けられます。"
    "事実と違う場合は、下記へご連絡ください。",
}
_RENEW_SUBJECT = {
    "ko": "{city} 신청 {reference}: 계속 이용하려면 다시 신청해 주세요",
    "en": "{city}: apply again to keep what application {reference} gave you",
    "ja": "{city} 申請 {reference}：続けて利用するには再申請してください",
}
_RENEW_BODY = {
    "ko": "지금 지원은 {day}까지예요. 계속 이용하려면 그 전에 로그인해서 다시 신청해 주세요. "
    "전에 한 답은 그대로 쓸 수 있어요.",
    "en": "What you have lasts until {day}. To keep it, sign in and apply again before then. "
    "You can reuse your answers.",
    "ja": "現在の支援は{day}までです。続けて利用するには、それまでにログインして再申請してください。"
    "前回の回答を使えます。",
}
_ENDS_SUBJECT = {
    "ko": "{city} 신청 {reference}의 지원이 곧 끝나요",
    "en": "{city}: what application {reference} gave you ends soon",
    "ja": "{city} 申請 {reference} の支援がまもなく終わります",
}
_ENDS_BODY = {
    "ko": "지금 지원은 {day}까지예요. 그날까지는 그대로 이용할 수 있어요.",
    "en": "What you have lasts until {day}. Until then nothing changes.",
    "ja": "現在の支援は{day}までです。その日まではこれまでどおり利用できます。",
}
_LOST_SUBJECT = {
    "ko": "{city} 신청 {reference}: 지원이 {day}에 끝나요",
    "en": "{city}: what application {reference} gave you ends on {day}",
    "ja": "{city} 申請 {reference}：支援は{day}に終わります",
}
_LOST_BODY = {
    "ko": "다시 확인했더니 지원을 이어 갈 수 없거나 확인이 더 필요해요. {day}까지는 그대로 이용할 수 있어요. "
    "로그인하면 이유와 지금 할 수 있는 일을 볼 수 있어요.",
    "en": "We looked again, and you are no longer eligible, or something has to be shown anew. Until {day} nothing "
    "changes. Sign in to read why, and what you can do now.",
    "ja": "改めて確認したところ、支援を続けられないか、追加の確認が必要です。{day}まではこれまでどおり利用できます。"
    "ログインすると理由と今できることを確認できます。",
}
_LOST_BY_LAW_BODY = {
    "ko": "이 사업의 기준이 바뀌었고, 새 기준으로는 지원 대상이 아니거나 확인이 더 필요해요. "
    "{day}까지는 그대로 이용할 수 있어요. 로그인하면 바뀐 기준과 지금 할 수 있는 일을 볼 수 있어요.",
    "en": "The rules of the programme have changed. By the new ones you are not eligible, or something has to be "
    "shown anew. Until {day} nothing changes. Sign in to read what has changed, and what you can do now.",
    "ja": "この事業の基準が変わりました。新しい基準では対象にならないか、追加の確認が必要です。"
    "{day}まではこれまでどおり利用できます。ログインすると変わった基準と今できることを確認できます。",
}
_KEPT_SUBJECT = {
    "ko": "{city} 신청 {reference}: 기준이 바뀌었지만 지원은 {day}까지 그대로예요",
    "en": "{city}: the rules have changed, and application {reference} gives you the same until {day}",
    "ja": "{city} 申請 {reference}：基準は変わりましたが、支援は{day}までそのままです",
}
_KEPT_BODY = {
    "ko": "이 사업의 기준이 바뀌어서 새 기준으로는 지원 대상이 아니거나 확인이 더 필요해요. "
    "그래도 이미 받은 지원은 {day}까지 그대로 이용할 수 있고, 학습 사이트도 고를 수 있어요. "
    "로그인하면 바뀐 기준을 볼 수 있어요.",
    "en": "The rules of the programme have changed. By the new ones you would not be eligible, or something would "
    "have to be shown anew. You keep all that you were granted until {day}, and can go on choosing learning sites. "
    "Sign in to read what has changed.",
    "ja": "この事業の基準が変わり、新しい基準では対象にならないか、追加の確認が必要です。"
    "すでに受けている支援は{day}までそのまま利用でき、学習サイトも選べます。ログインすると変わった基準を確認できます。",
}
_AGAIN_SUBJECT = {
    "ko": "{city} 신청 {reference}: 바뀐 기준으로 다시 확인했어요",
    "en": "{city}: we looked at application {reference} again by the new rules",
    "ja": "{city} 申請 {reference}：新しい基準で改めて確認しました",
}


_WAITS_BODY = {
    "ko": "지원 대상으로 확인됐어요. 다만 자리가 정해져 있어서 지금은 자리를 기다리고 있어요. "
    "로그인하면 순서와 다음 일정을 볼 수 있어요. 자리가 생기면 바로 알려 드릴게요.",
    "en": "You are eligible. Places are limited, and you wait for one now. Sign in to see your turn and what comes "
    "next. We write as soon as there is a place for you.",
    "ja": "支援の対象と確認されました。定員があるため、今は空きを待っています。"
    "ログインすると順番と今後の予定を確認できます。空きが出たらすぐにお知らせします。",
}
_PLACE_SUBJECT = {
    "ko": "{city} 신청 {reference}: 자리가 생겼어요",
    "en": "{city}: there is a place for application {reference}",
    "ja": "{city} 申請 {reference}：利用できるようになりました",
}
_PLACE_BODY = {
    "ko": "기다리던 자리가 생겼어요. 로그인해서 받은 지원을 확인해 주세요.",
    "en": "You have the place that you waited for. Sign in to see what you were granted.",
    "ja": "お待ちいただいた枠が空きました。ログインして支援の内容をご確認ください。",
}


async def post_outcome(
    session: AsyncSession,
    outcome: Outcome,
    reference: str,
    *,
    recipient: str,
    language: str,
    clock: Clock,
    waits: bool = False,
) -> None:
    """Queue the letter that tells of an outcome, in the applicant's language; `waits` for a place if eligible."""
    body = _body(outcome, waits)
    await _post(session, _SUBJECT, body, reference, recipient=recipient, language=language, clock=clock)


async def post_place(session: AsyncSession, person_id: UUID, reference: str, *, clock: Clock) -> None:
    """Queue the letter that somebody who waited has a place."""
    await post_to(session, person_id, _PLACE_SUBJECT, _PLACE_BODY, reference, clock=clock)


async def post_request(session: AsyncSession, person_id: UUID, reference: str, *, clock: Clock) -> None:
    """Queue the letter that an officer asks for something once more; what for stands on the page alone."""
    await post_to(session, person_id, _ASKED_SUBJECT, _ASKED_BODY, reference, clock=clock)


async def post_appeal_decided(session: AsyncSession, person_id: UUID, reference: str, *, clock: Clock) -> None:
    """Queue the letter that an appeal is decided; how, stands on the page alone."""
    await post_to(session, person_id, _DECIDED_SUBJECT, _DECIDED_BODY, reference, clock=clock)


async def post_account_closed(session: AsyncSession, person_id: UUID, reference: str, *, clock: Clock) -> None:
    """Queue the letter that an application is closed because she has another account."""
    await post_to(session, person_id, _DOUBLE_SUBJECT, _DOUBLE_BODY, reference, clock=clock)


async def post_renewal(session: AsyncSession, person_id: UUID, reference: str, last: date, *, clock: Clock) -> None:
    """Queue the letter that what ends on the day `last` can be renewed from now on."""
    await post_to(session, person_id, _RENEW_SUBJECT, _RENEW_BODY, reference, last=last, clock=clock)


async def post_end(session: AsyncSession, person_id: UUID, reference: str, last: date, *, clock: Clock) -> None:
    """Queue the letter that what was granted ends on the day `last`, as it was to."""
    await post_to(session, person_id, _ENDS_SUBJECT, _ENDS_BODY, reference, last=last, clock=clock)


async def post_loss(
    session: AsyncSession,
    person_id: UUID,
    reference: str,
    last: date,
    *,
    by_law: bool,
    keeps_all: bool,
    clock: Clock,
) -> None:
    """Queue the letter that what was granted ends on the day `last`; why, stands on the page alone.

    `by_law` because the rules have changed; `keeps_all` where that ends nothing before its own day.
    """
    subject = _KEPT_SUBJECT if keeps_all else _LOST_SUBJECT
    body = _KEPT_BODY if keeps_all else _LOST_BY_LAW_BODY if by_law else _LOST_BODY
    await post_to(session, person_id, subject, body, reference, last=last, clock=clock)


async def post_looked_again(
    session: AsyncSession, person_id: UUID, outcome: Outcome, reference: str, *, clock: Clock, waits: bool = False
) -> None:
    """Queue the letter that the newer rules give another outcome than the one that she was told."""
    await post_to(session, person_id, _AGAIN_SUBJECT, _body(outcome, waits), reference, clock=clock)


def _body(outcome: Outcome, waits: bool) -> Mapping[str, str]:
    return _WAITS_BODY if waits and outcome is Outcome.ELIGIBLE else _BODY[outcome]


async def post_to(
    session: AsyncSession,
    person_id: UUID,
    subjects: Mapping[str, str],
    bodies: Mapping[str, str],
    reference: str,
    *,
    last: date | None = None,
    more: Mapping[str, Mapping[str, str]] | None = None,
    clock: Clock,
) -> None:
    """Queue a letter in a person's language. `more` are words by language that the texts name beside the day `last`."""
    person = (await session.execute(select(Person.email, Person.language).where(Person.id == person_id))).one()
    await _post(
        session, subjects, bodies, reference, recipient=person.email, language=person.language, last=last, more=more,
        clock=clock,
    )  # fmt: skip


async def _post(
    session: AsyncSession,
    subjects: Mapping[str, str],
    bodies: Mapping[str, str],
    reference: str,
    *,
    recipient: str,
    language: str,
    last: date | None = None,
    more: Mapping[str, Mapping[str, str]] | None = None,
    clock: Clock,
) -> None:
    site = await read_site(session)
    city = pick(site.name, language, site.default_language)
    contact = pick(site.contact.get("department", {}), language, site.default_language)
    said = {"city": city, "reference": reference, "day": last.isoformat() if last else ""}
    said |= {name: pick(words, language, site.default_language) for name, words in (more or {}).items()}
    text = pick(bodies, language, site.default_language).format(**said)
    await post_mail(
        session,
        recipient=recipient,
        subject=pick(subjects, language, site.default_language).format(**said),
        body=f"{text}\n\n{city}\n{contact} {site.contact.get('phone', '')}\n",
        language=language,
        clock=clock,
    )
