"""A page learns how its city shows itself in one statement that does not fetch the logo."""

import pytest
from sqlalchemy import text

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.branding.queries import read_logo, read_site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

# Written by hand: the model may have columns that another change brings to the database.
_BRANDING = text("""
    insert into tenant.branding (tenant_id, id, revision, name, service_name, tagline, colour, accent, languages,
        default_language, timezone, currency, contact, logo, logo_alt)
    values (:tenant_id, :tenant_id, 3, '{"ko": "서울"}', '{"ko": "서울런"}', '{"ko": "함께"}', '#0b5fa5', null,
        '["ko", "en"]', 'ko', 'Asia/Seoul', 'KRW', '{"phone": "02-0000-0000"}', :logo, '{"ko": "로고"}')
""")


@pytest.mark.parametrize("logo", [b"\x89PNG", None])
async def test_a_site_says_whether_it_has_a_logo_without_fetching_it(
    tenant_database: TenantDatabase, logo: bytes | None
) -> None:
    tenant_id = new_id()
    async with tenant_database.transaction(tenant_id) as session:
        await session.execute(_BRANDING, {"tenant_id": tenant_id, "logo": logo})
        site = await read_site(session)
        assert (site.revision, site.name, site.languages, site.contact) == (
            3, {"ko": "서울"}, ["ko", "en"], {"phone": "02-0000-0000"},
        )  # fmt: skip
        assert site.has_logo is (logo is not None)
        assert await read_logo(session) == logo


async def test_a_tenant_without_branding_has_no_page(tenant_database: TenantDatabase) -> None:
    async with tenant_database.transaction(new_id()) as session:
        with pytest.raises(NotFound):
            await read_site(session)
