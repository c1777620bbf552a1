"""The invented people of the demo. Every name says so, and every address ends in `.example`."""

from datetime import UTC, datetime

import msgspec


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who applies. `answers` are by fact, as they would be typed; `document` is the fact shown on paper.

    `confirmed` facts were vouched for by an officer as answered, or as she `found` them, so that the application is
    determined. What came after that:
    an officer asked for `asked_again` facts once more with a message; she lodged an `appeal` on these grounds; one
    officer `proposed` what she found of a fact, and a second one has to agree; she lets the city look up the facts
    `looked_up` of somebody of that name and day of birth. `begun_at` is for somebody who began
    under an older policy or while a window was open, `second_programme` for somebody who began two at that moment.
    Whoever `gets_place` is there when two officers give the places of a round.
    `chosen` are the offerings that somebody eligible has chosen already.
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
    found: dict[str, tuple[str, ...]] = {}
    begun_at: datetime | None = None
    asked_again: tuple[str, ...] = ()
    message: str = ""
    appeal: str = ""
    proposed: dict[str, tuple[str, ...]] = {}
    second_programme: str = ""
    gets_place: bool = False
    looked_up: tuple[str, ...] = ()
    registered_as: tuple[str, str] = ("", "")
    chosen: tuple[str, ...] = ()


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
    "chungbuk": "take the case that waits in hand; what you find, the second officer has to agree to; then give places",
    "osaka": "read the console in Japanese, and follow what residents of Osaka send in",
}
_PUBLISHES = "publish the policy that the first officer has drafted and asked you to look at"
_SECOND_OFFICERS = {
    "seoul": "find the appeal of 정우진 in the queue, where it is marked, and decide it: whoever vouched before cannot",
    "pyeongchang": _PUBLISHES,
    "chungbuk": "agree to what the first officer found in the case of 한지호, decide the appeal, agree to a round",
    "osaka": _PUBLISHES,
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
        story=story,
    )
    for city, story in _SECOND_OFFICERS.items()
)  # fmt: skip

_AT_HOME = {"learner.residence": ("KR-11-110",), "household.size": ("4",), "learner.school_stage": ("middle",)}
_SODAM = {
    **_AT_HOME,
    "learner.birth_date": ("2012-05-31",),
    "household.recognised_income": ("2400000",),
    "learner.categories": (),
}
RESIDENTS = (
    Resident(
        city="seoul",
        email="haneul@resident.example",
        name="김하늘 (지어낸 사람)",
        language="ko",
        story="has not applied yet: apply to “서울런 온라인 학습”, or let the city look it up (김하늘, 2012-05-31)",
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
        story="is eligible: choose up to three learning sites; “연습 독서 수업” opens a lesson at another site",
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
        city="seoul",
        email="dalbit@resident.example",
        name="문달빛 (지어낸 사람)",
        language="ko",
        story="has let the city look up her income: see what it told, from whom and until when, and “내가 동의한 것”",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2012-09-09",),
            "household.recognised_income": ("2300000",),
            "learner.categories": (),
        },
        looked_up=("household.size", "household.recognised_income"),
        registered_as=("문달빛", "2012-09-09"),
    ),
    Resident(
        city="seoul",
        email="sodam@resident.example",
        name="양소담 (지어낸 사람)",
        language="ko",
        story="has two accounts: the register knows both as one person, and an officer says which goes on",
        programme="learn",
        answers=_SODAM,
        looked_up=("household.size", "household.recognised_income"),
        registered_as=("양소담", "2012-05-31"),
    ),
    Resident(
        city="seoul",
        email="sodam.again@resident.example",
        name="양소담 (지어낸 사람)",
        language="ko",
        story="is the other account of 양소담: read how it waits without being refused",
        programme="learn",
        answers=_SODAM,
        looked_up=("household.size", "household.recognised_income"),
        registered_as=("양소담", "2012-05-31"),
    ),
    Resident(
        city="seoul",
        email="jiu@resident.example",
        name="송지우 (지어낸 사람)",
        language="ko",
        story="has chosen two learning sites: go into one through “My learning” without another account",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2012-08-14",),
            "household.recognised_income": ("2100000",),
            "learner.categories": (),
        },
        confirmed=("household.size", "household.recognised_income"),
        chosen=("mbest", "hackers"),
    ),
    Resident(
        city="seoul",
        email="yuna@resident.example",
        name="오유나 (지어낸 사람)",
        language="ko",
        story="an officer asks for the certificate once more: open the application and answer",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2011-04-12",),
            "household.recognised_income": ("9000000",),
            "learner.categories": ("single_parent",),
        },
        document="learner.categories",
        asked_again=("learner.categories",),
        message="보내 주신 증명서가 흐려서 읽을 수 없어요. 다시 찍어서 올려 주세요.",
    ),
    Resident(
        city="seoul",
        email="woojin@resident.example",
        name="정우진 (지어낸 사람)",
        language="ko",
        story="was refused and has appealed: read the appeal; another officer decides it",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2012-08-15",),
            "household.recognised_income": ("2400000",),
            "learner.categories": (),
        },
        confirmed=("household.size", "household.recognised_income"),
        found={"household.recognised_income": ("5200000",)},
        appeal="아버지가 올해 일을 그만두셨어요. 지금 소득은 확인하신 금액보다 훨씬 적어요.",
    ),
    Resident(
        city="seoul",
        email="dain@resident.example",
        name="윤다인 (지어낸 사람)",
        language="ko",
        story="began before the policy of October 2024: the outcome says which of the two decided, and why",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2012-02-20",),
            "household.recognised_income": ("2000000",),
            "learner.categories": (),
        },
        confirmed=("household.size", "household.recognised_income"),
        begun_at=datetime(2024, 9, 20, 10, 0, tzinfo=UTC),
    ),
    Resident(
        city="seoul",
        email="arin@resident.example",
        name="송아린 (지어낸 사람)",
        language="ko",
        story="began a second application: go on with the pilot's, which asks what is still so",
        programme="learn",
        answers={
            **_AT_HOME,
            "learner.birth_date": ("2011-11-03",),
            "household.recognised_income": ("2900000",),
            "learner.categories": ("multi_child",),
        },
        begun_at=datetime(2025, 8, 20, 10, 0, tzinfo=UTC),
        second_programme="multichild-pilot",
    ),
    Resident(
        city="pyeongchang",
        email="sora@resident.example",
        name="최소라 (지어낸 사람)",
        language="ko",
        story="has not applied yet: lives in Pyeongchang and attends middle school",
    ),
    Resident(
        city="pyeongchang",
        email="taeyun@resident.example",
        name="고태윤 (지어낸 사람)",
        language="ko",
        story="attends high school, which a version of today no longer serves: read the letter, and how long it lasts",
        programme="pyeongchang-learn",
        answers={"learner.residence": ("KR-51-760",), "learner.school_stage": ("high",)},
    ),
    Resident(
        city="chungbuk",
        email="doyun@resident.example",
        name="이도윤 (지어낸 사람)",
        language="ko",
        story="has not applied yet: a guardian lives in Jecheon",
    ),
    Resident(
        city="chungbuk",
        email="jiho@resident.example",
        name="한지호 (지어낸 사람)",
        language="ko",
        story="was refused for the address and has appealed; two officers have to find the same",
        programme="chungbook-e",
        answers={
            "learner.residence": ("KR-43-110",),
            "guardian.residence": ("KR-43-110",),
            "learner.school_stage": ("high",),
        },
        appeal="할머니가 저를 돌보세요. 할머니는 제천에 사세요.",
        proposed={"guardian.residence": ("KR-43-150",)},
    ),
    Resident(
        city="chungbuk",
        email="seoa@resident.example",
        name="강서아 (지어낸 사람)",
        language="ko",
        story="is eligible for a year and got a place in the first round: read what there is besides the sites",
        programme="chungbook-e",
        answers={"learner.residence": ("KR-43-800",), "learner.school_stage": ("high",), "learner.grade": ("1",)},
        gets_place=True,
    ),
    Resident(
        city="chungbuk",
        email="jiwoo@resident.example",
        name="문지우 (지어낸 사람)",
        language="ko",
        story="is eligible and waits for the next round of places: read how they are given, and what happens next",
        programme="chungbook-e",
        answers={"learner.residence": ("KR-43-730",), "learner.school_stage": ("middle",)},
    ),
    Resident(
        city="chungbuk",
        email="eunchae@resident.example",
        name="노은채 (지어낸 사람)",
        language="ko",
        story="is eligible too, and would come first once an officer has seen the certificate",
        programme="chungbook-e",
        answers={
            "learner.residence": ("KR-43-740",),
            "learner.school_stage": ("middle",),
            "learner.categories": ("recipient",),
        },
        document="learner.categories",
    ),
    Resident(
        city="osaka",
        email="sakura@resident.example",
        name="田中さくら（架空の人）",
        language="ja",
        story="is eligible: choose where to spend ¥10,000 a month",
        programme="after-school",
        answers={"learner.residence": ("JP-27-100",), "learner.school_stage": ("middle",), "learner.grade": ("2",)},
    ),
    Resident(
        city="osaka",
        email="hana@resident.example",
        name="山田はな（架空の人）",
        language="ja",
        story="has not applied yet: lives in Osaka City and attends grade 6",
    ),
)
