"""What an operator types, put into the template's description."""

import msgspec

from seoul_learn.bundles.description import Description


class NewTenant(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the form, all of them sound. `place` is the code of the area whose residents are served."""

    slug: str
    host: str
    kind: str
    zone: str
    colour: str
    place: str
    name_ko: str
    name_en: str
    department_ko: str
    department_en: str
    phone: str
    email: str
    address_ko: str
    address_en: str


_INSIDE, _OUTSIDE = '"KR-11"', '"KR-41"'
"""The place that the template serves, and the one that its cases show as outside."""


def described(template: Description, wanted: NewTenant, *, currency: str) -> Description:
    """The template as this city, preparing. Its residents are those of `wanted.place`, in every policy and case."""
    identity = msgspec.structs.replace(
        template.identity,
        name={"ko": wanted.name_ko, "en": wanted.name_en},
        kind=wanted.kind,
        colour=wanted.colour.lower(),
        languages=["ko", "en"],
        default_language="ko",
        timezone=wanted.zone,
        currency=currency,
        contact={
            "department": {"ko": wanted.department_ko, "en": wanted.department_en},
            "phone": wanted.phone,
            "email": wanted.email,
            "address": {"ko": wanted.address_ko, "en": wanted.address_en},
        },
        notes={"branding": "from the template"},
    )

    def moved(text: str) -> str:
        if _OUTSIDE.startswith(f'"{wanted.place}'[:6]):
            text = text.replace(_OUTSIDE, '"KR-26"')
        return text.replace(_INSIDE, f'"{wanted.place}"')

    return msgspec.structs.replace(
        template,
        slug=wanted.slug,
        lifecycle="preparing",
        hosts=(wanted.host,),
        identity=identity,
        policies=tuple(msgspec.structs.replace(one, text=moved(one.text)) for one in template.policies),
        cases={slug: moved(text) for slug, text in template.cases.items()},
    )
