"""Letters to applicants. They name the application and where to read on, and nothing that was told in it."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.mail.post_mail import post_mail

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


async def post_outcome(
    session: AsyncSession, outcome: Outcome, reference: str, *, recipient: str, language: str, clock: Clock
) -> None:
    """Queue the letter that tells of an outcome, in the applicant's language."""
    site = await read_site(session)
    city = pick(site.name, language, site.default_language)
    subject = pick(_SUBJECT, language, site.default_language).format(city=city, reference=reference)
    body = pick(_BODY[outcome], language, site.default_language)
    contact = pick(site.contact.get("department", {}), language, site.default_language)
    await post_mail(
        session,
        recipient=recipient,
        subject=subject,
        body=f"{body}\n\n{city}\n{contact} {site.contact.get('phone', '')}\n",
        language=language,
        clock=clock,
    )
