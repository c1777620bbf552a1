"""Somebody asks for a one-time code by mail. Known and unknown addresses get the same answer."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.text import pick
from seoul_learn.kit.tokens import keyed_digest, new_code
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.mail.post_mail import post_mail
from seoul_learn.tenant_plane.people.addresses import normal_email
from seoul_learn.tenant_plane.people.models import SignInCode
from seoul_learn.tenant_plane.people.rates import Step, within_limits
from seoul_learn.tenant_plane.people.values import PersonKeys, Refusal

CODE_VALID_FOR = timedelta(minutes=10)

_SUBJECT = {"ko": "{city} 로그인 코드", "en": "{city}: your sign-in code", "ja": "{city} ログインコード"}
_BODY = {
    "ko": "로그인 코드: {code}\n{minutes}분 동안 한 번만 쓸 수 있어요. 요청하지 않았다면 이 메일을 지워 주세요.",
    "en": "Your sign-in code: {code}\nIt works once, for {minutes} minutes. If you did not ask for it, delete this.",
    "ja": "ログインコード：{code}\n{minutes}分間、一度だけ使えます。心当たりがなければこのメールを破棄してください。",
}


async def request_code(
    session: AsyncSession, *, email: str, network_address: str, language: str, keys: PersonKeys, clock: Clock
) -> Refusal | None:
    """Mail a six-digit code to the address, whoever has it: residents are known from their first code on.

    The caller has seen that it is an address. None says that the code is on its way.
    """
    address = normal_email(email)
    if not await within_limits(
        session, Step.request, account=address, network_address=network_address, digest_key=keys.digest, clock=clock
    ):
        return Refusal.too_many_attempts
    now = clock.now()
    code, code_id = new_code(), new_id()
    session.add(
        SignInCode(
            id=code_id,
            email=address,
            code_digest=keyed_digest(keys.digest, str(tenant_of(session)), "code", str(code_id), code),
            issued_at=now,
            expires_at=now + CODE_VALID_FOR,
            attempts=0,
        )
    )
    site = await read_site(session)
    city = pick(site.name, language, site.default_language)
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    await post_mail(
        session,
        recipient=address,
        subject=pick(_SUBJECT, language, "en").format(city=city),
        body=pick(_BODY, language, "en").format(code=code, minutes=minutes),
        language=language,
        clock=clock,
        useful_until=now + CODE_VALID_FOR,
    )
    return None
