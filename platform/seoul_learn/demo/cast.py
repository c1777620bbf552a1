"""The invented people of the demo. Every name says so, and every address ends in `.example`."""

import msgspec


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who applies. `answers` are by fact, as they would be typed; `document` is the fact shown on paper.

    `confirmed` facts were vouched for by an officer, so that the application is determined.
    """

    city: str
    email: str
    name: str
    language: str
    story: str
    programme: str = ""
    answers: dict[str, tuple[str, ...]] = {}
    document: str = ""
    confirmed: tuple[str, ...] = ()


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works for a city; `story` says what to try as her."""

    city: str
    email: str
    name: str
    roles: tuple[str, ...]
    story: str


OPERATOR = ("operator@seoul-learn.example", "운영자 (지어낸 사람)")
OPERATOR_STORY = "look at every city's state and health, then make a new city: its portal answers at once"

_OFFICERS_STORIES = {
    "seoul": "open the case that waits, look at the certificate and confirm or refuse the fact",
    "pyeongchang": "change the city's colours, look at the preview, save, and look at the portal",
    "chungbuk": "see which contracts run low and import codes for them",
    "osaka": "read the console in Japanese, and follow what residents of Osaka send in",
}
OFFICERS = tuple(
    Officer(
        city=city, email=f"officer@{city}.example", name="담당자 (지어낸 사람)",
        roles=("administrator", "caseworker"), story=story,
    )
    for city, story in _OFFICERS_STORIES.items()
) + tuple(
    Officer(
        city=city, email=f"second@{city}.example", name="팀장 (지어낸 사람)", roles=("administrator",),
        story="publish the policy that the first officer has drafted and asked you to look at",
    )
    for city in _OFFICERS_STORIES
)  # fmt: skip

_AT_HOME = {"learner.residence": ("KR-11-110",), "household.size": ("4",), "learner.school_stage": ("middle",)}
RESIDENTS = (
    Resident(
        city="seoul",
        email="haneul@resident.example",
        name="김하늘 (지어낸 사람)",
        language="ko",
        story="has not applied yet: apply to “서울런 온라인 학습” and answer the questions",
    ),
    Resident(
        city="seoul",
        email="minh@resident.example",
        name="응우옌민 (지어낸 사람)",
        language="ko",
        story="has applied with a certificate: an officer has to look at it",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2013-09-02",),
            "household.recognised_income": ("9000000",),
            "learner.categories": ("multicultural",),
        },
        document="learner.categories",
    ),
    Resident(
        city="seoul",
        email="seojun@resident.example",
        name="박서준 (지어낸 사람)",
        language="ko",
        story="is eligible: choose up to three learning sites",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2012-05-31",),
            "household.recognised_income": ("2400000",),
            "learner.categories": (),
        },
        confirmed=("household.size", "household.recognised_income"),
    ),
    Resident(
        city="pyeongchang",
        email="sora@resident.example",
        name="최소라 (지어낸 사람)",
        language="ko",
        story="has not applied yet: lives in Pyeongchang and attends middle school",
    ),
    Resident(
        city="chungbuk",
        email="doyun@resident.example",
        name="이도윤 (지어낸 사람)",
        language="ko",
        story="has not applied yet: a guardian lives in Jecheon",
    ),
    Resident(
        city="osaka",
        email="hana@resident.example",
        name="山田はな（架空の人）",
        language="ja",
        story="has not applied yet: lives in Osaka City and attends grade 6",
    ),
)
