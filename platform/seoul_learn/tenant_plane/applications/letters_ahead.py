"""Letters ahead of an end that somebody can still do something about: a site, a word that runs out, a draft.

Like all letters they say nothing of what was told; a document is named where its fact is not a sensitive one.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.letters import post_to

_TERM_SUBJECT = {
    "ko": "{city}: {offering} 이용이 {day}에 끝나요",
    "en": "{city}: {offering} ends on {day}",
    "ja": "{city}：{offering}の利用は{day}に終わります",
}
_TERM_BODY = {
    "ko": "{offering}은(는) {day}까지 이용할 수 있어요. 지원은 계속되니, 그다음 날부터 로그인해서 학습 사이트를 다시 "
    "고를 수 있어요. 신청 번호는 {reference}이에요.",
    "en": "You can use {offering} until {day}. Your support goes on: from the day after, sign in and choose a learning "
    "site again. Your application is {reference}.",
    "ja": "{offering}は{day}まで利用できます。支援は続きますので、翌日からログインして学習サイトを選び直せます。"
    "申請番号は{reference}です。",
}
_WORD_SUBJECT = {
    "ko": "{city} 신청 {reference}: {day}까지 새 서류가 필요해요",
    "en": "{city}: a new paper is needed for application {reference} by {day}",
    "ja": "{city} 申請 {reference}：{day}までに新しい書類が必要です",
}
_WORD_BODY = {
    "ko": "담당자가 확인한 내용의 기한이 {day}에 끝나요. 그 전에 로그인해서 새 서류를 올려 주세요. "
    "준비할 서류: {papers}. 확인이 끝날 때까지 지금 이용하는 것은 그대로예요.",
    "en": "What an officer confirmed holds until {day}. Please sign in before then and upload a new paper: {papers}. "
    "What you use stays as it is meanwhile.",
    "ja": "担当者が確認した内容の期限は{day}です。それまでにログインして新しい書類を提出してください。"
    "必要な書類：{papers}。確認が終わるまで、今の利用はそのまま続きます。",
}
_DRAFT_SUBJECT = {
    "ko": "{city} 신청 {reference}: {day}까지 제출하지 않으면 지워져요",
    "en": "{city}: application {reference} will be deleted unless you go on by {day}",
    "ja": "{city} 申請 {reference}：{day}までに続けないと削除されます",
}
_DRAFT_BODY = {
    "ko": "시작한 신청을 오랫동안 이어 쓰지 않았어요. {day}까지 로그인해서 이어 쓰지 않으면, 답과 올린 서류를 모두 "
    "지워요. 나중에 언제든 새로 신청할 수 있어요.",
    "en": "You began an application and have not touched it for a long time. Unless you sign in and go on by {day}, "
    "your answers and documents are deleted. You can begin anew at any time.",
    "ja": "始めた申請が長い間そのままになっています。{day}までにログインして続けないと、回答と書類はすべて"
    "削除されます。いつでも新しく申請できます。",
}
_GONE_SUBJECT = {
    "ko": "{city} 신청 {reference}을(를) 지웠어요",
    "en": "{city}: application {reference} is deleted",
    "ja": "{city} 申請 {reference} を削除しました",
}
_GONE_BODY = {
    "ko": "제출하지 않은 신청이라 답과 서류를 모두 지웠어요. 언제든 새로 신청할 수 있어요.",
    "en": "It was never submitted, so your answers and documents are deleted. You can begin anew at any time.",
    "ja": "提出されなかったため、回答と書類をすべて削除しました。いつでも新しく申請できます。",
}


async def post_term_end(
    session: AsyncSession, person_id: UUID, reference: str, last: date, offering: Mapping[str, str], *, clock: Clock
) -> None:
    """Queue the letter that a learning site ends on the day `last`, and another can be chosen then."""
    more = {"offering": offering}
    await post_to(session, person_id, _TERM_SUBJECT, _TERM_BODY, reference, last=last, more=more, clock=clock)


async def post_word_ends(
    session: AsyncSession, person_id: UUID, reference: str, last: date, papers: Mapping[str, str], *, clock: Clock
) -> None:
    """Queue the letter that what somebody vouched for holds until the day `last`, with the papers to bring."""
    more = {"papers": papers}
    await post_to(session, person_id, _WORD_SUBJECT, _WORD_BODY, reference, last=last, more=more, clock=clock)


async def post_draft_lapses(
    session: AsyncSession, person_id: UUID, reference: str, last: date, *, clock: Clock
) -> None:
    """Queue the letter that a draft goes unless its applicant goes on by the day `last`."""
    await post_to(session, person_id, _DRAFT_SUBJECT, _DRAFT_BODY, reference, last=last, clock=clock)


async def post_draft_lapsed(session: AsyncSession, person_id: UUID, reference: str, *, clock: Clock) -> None:
    """Queue the letter that a draft is gone."""
    await post_to(session, person_id, _GONE_SUBJECT, _GONE_BODY, reference, clock=clock)
