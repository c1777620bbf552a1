"""A route's work: whose it is, who asks, whether they may; nothing is claimed that was not kept."""

from typing import Any
from uuid import UUID

import pytest
from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from sqlalchemy import text

from seoul_learn.control_plane.tenants.values import Lifecycle
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.shared.work import Work

from .conftest import Open, SignIn

_EXEMPT = {"exclude_from_csrf": True}  # forms have tests of their own


@get("/", opt={"access": "anyone"})
async def anyone(work: NamedDependency[Work]) -> str:
    return work.visitor.person.display_name if work.visitor.person else "nobody"


@get("/language", opt={"access": "anyone"})
async def language(work: NamedDependency[Work]) -> str:
    return work.visitor.language


@get("/mine", opt={"access": "signed_in"})
async def mine(work: NamedDependency[Work]) -> str:
    return "mine"


@get("/console", opt={"access": "officer"})
async def console(work: NamedDependency[Work]) -> str:
    return "console"


@get("/console/branding", opt={"access": Role.administrator})
async def branding(work: NamedDependency[Work]) -> str:
    return "branding"


@get("/sign-in", opt={"access": "anyone", "always_open": True})
async def sign_in_page(work: NamedDependency[Work]) -> str:
    return "sign in"


async def _write(work: Work) -> None:
    await work.session.execute(
        text("update tenant.branding set revision = revision + 1 where tenant_id = :tenant_id"),
        {"tenant_id": work.visitor.tenant.id},
    )


@post("/keep", opt={"access": "anyone", **_EXEMPT})
async def keep(work: NamedDependency[Work]) -> Redirect:
    await _write(work)
    return Redirect("/", status_code=303)


@post("/undo", opt={"access": "anyone", **_EXEMPT})
async def undo(work: NamedDependency[Work]) -> Redirect:
    await _write(work)
    raise NotFound


@post("/fail-at-commit", opt={"access": "anyone", **_EXEMPT})
async def fail_at_commit(work: NamedDependency[Work]) -> Redirect:
    await _write(work)
    # Checked only when the transaction commits: the commit itself fails.
    await work.session.execute(
        text("create temporary table late (id int, unique (id) deferrable initially deferred) on commit drop")
    )
    await work.session.execute(text("insert into late values (1), (1)"))
    return Redirect("/", status_code=303)


ROUTES: list[Any] = [anyone, language, mine, console, branding, sign_in_page, keep, undo, fail_at_commit]


async def _revision(database: TenantDatabase, tenant_id: UUID) -> int:
    async with database.transaction(tenant_id) as session:
        found = await session.scalar(
            text("select revision from tenant.branding where tenant_id = :tenant_id"), {"tenant_id": tenant_id}
        )
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize(
    ("path", "status", "revision"), [("/keep", 303, 4), ("/undo", 404, 3), ("/fail-at-commit", 500, 3)]
)
async def test_a_redirect_keeps_a_raise_undoes_and_a_failing_commit_is_never_claimed_as_done(
    open_city: Open, tenant_database: TenantDatabase, tenant_id: UUID, path: str, status: int, revision: int
) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.post(path, follow_redirects=False)
    assert answer.status_code == status
    assert await _revision(tenant_database, tenant_id) == revision


async def test_a_session_leads_to_its_person(open_city: Open, sign_in: SignIn) -> None:
    async with open_city(ROUTES, cookies=await sign_in()) as client:
        assert (await client.get("/")).text == "김하늘"
    async with open_city(ROUTES, cookies={"session": "made up"}) as client:
        assert (await client.get("/")).text == "nobody"


async def test_a_session_of_another_city_is_nobody_s(open_city: Open, sign_in: SignIn) -> None:
    async with open_city(ROUTES, cookies=await sign_in(Role.administrator, of=new_id())) as client:
        assert (await client.get("/")).text == "nobody"
        assert (await client.get("/console", follow_redirects=False)).status_code == 303


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/mine", "/sign-in?next=/mine"),
        ("/mine?page=2&x=//evil", "/sign-in?next=/mine%3Fpage%3D2%26x%3D//evil"),
        ("/console", "/console/sign-in?next=/console"),
        ("/console/branding", "/console/sign-in?next=/console/branding"),
    ],
)
async def test_nobody_is_sent_to_sign_in_and_back(open_city: Open, path: str, leads_to: str) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize(
    ("roles", "path", "status"),
    [
        ((Role.applicant,), "/mine", 200),
        ((Role.applicant,), "/console", 403),
        ((Role.mentor,), "/console", 403),
        ((Role.caseworker,), "/console", 200),
        ((Role.caseworker,), "/console/branding", 403),
        ((Role.administrator,), "/console/branding", 200),
    ],
)
async def test_a_page_opens_to_its_roles_alone(
    open_city: Open, sign_in: SignIn, roles: tuple[Role, ...], path: str, status: int
) -> None:
    async with open_city(ROUTES, cookies=await sign_in(*roles)) as client:
        assert (await client.get(path, follow_redirects=False)).status_code == status


@pytest.mark.parametrize("lifecycle", [Lifecycle.AGREED, Lifecycle.PREPARING])
async def test_a_city_in_preparation_is_shown_to_its_officers_only(
    open_city: Open, sign_in: SignIn, lifecycle: Lifecycle
) -> None:
    async with open_city(ROUTES, lifecycle=lifecycle) as client:
        closed = await client.get("/")
        assert (closed.status_code, "아직 열지 않은 누리집이에요" in closed.text) == (403, True)
        assert (await client.get("/sign-in")).text == "sign in"
        assert (await client.get("/console", follow_redirects=False)).status_code == 303
    async with open_city(ROUTES, lifecycle=lifecycle, cookies=await sign_in(Role.applicant)) as client:
        assert (await client.get("/mine")).status_code == 403
    async with open_city(ROUTES, lifecycle=lifecycle, cookies=await sign_in(Role.caseworker)) as client:
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/console")).status_code == 200


@pytest.mark.parametrize(("lifecycle", "status"), [(Lifecycle.SUSPENDED, 503), (Lifecycle.CLOSED, 410)])
async def test_a_suspended_or_closed_city_says_so_on_every_page(
    open_city: Open, sign_in: SignIn, lifecycle: Lifecycle, status: int
) -> None:
    async with open_city(ROUTES, lifecycle=lifecycle, cookies=await sign_in(Role.administrator)) as client:
        for path in ("/", "/sign-in", "/console"):
            answer = await client.get(path)
            assert answer.status_code == status
            assert "한빛런" in answer.text


@pytest.mark.parametrize(
    ("chosen", "of_person", "accepted", "shown"),
    [
        (None, None, "", "ko"),
        (None, None, "en-GB,ko;q=0.5", "en"),
        (None, None, "fr", "ko"),
        (None, "en", "ko", "en"),
        ("ko", "en", "en", "ko"),
        ("ja", None, "ja", "ko"),
    ],
)
async def test_the_language_is_chosen_then_the_person_s_then_the_browser_s_and_always_one_of_the_city_s(
    open_city: Open, sign_in: SignIn, chosen: str | None, of_person: str | None, accepted: str, shown: str
) -> None:
    cookies = await sign_in(language=of_person) if of_person else {}
    if chosen:
        cookies["language"] = chosen
    async with open_city(ROUTES, cookies=cookies) as client:
        assert (await client.get("/language", headers={"accept-language": accepted})).text == shown
