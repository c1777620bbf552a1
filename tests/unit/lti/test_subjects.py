"""What a provider calls a learner: hers alone, the provider's alone, and readable by nobody but us."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.plugin_api.learning_tool import Privacy
from seoul_learn.tenant_plane.database.sealing import Seal, SealingKeys
from seoul_learn.tenant_plane.lti.subjects import subject_of, who_is

_KEYS = SealingKeys("a secret for tests of subjects, 40 letters")
_SEOUL = _KEYS.of_tenant(UUID(int=1))
_IDS = st.uuids()
_PROVIDERS = st.text(alphabet="abcdefghij-", min_size=1, max_size=30)
_TOLD = st.sampled_from([Privacy.PSEUDONYMOUS, Privacy.NAME, Privacy.EMAIL])


def _subject(person: UUID, enrolment: UUID, *, provider: str, privacy: Privacy, seal: Seal = _SEOUL) -> str:
    return subject_of(seal, provider=provider, privacy=privacy, person_id=person, enrolment_id=enrolment)


@given(_IDS, _IDS, _IDS, _PROVIDERS, _TOLD, _TOLD)
def test_a_learner_has_one_subject_at_a_provider_whatever_she_uses_and_whatever_is_told_of_her(
    person: UUID, first: UUID, second: UUID, provider: str, level: Privacy, other: Privacy
) -> None:
    assert _subject(person, first, provider=provider, privacy=level) == _subject(
        person, second, provider=provider, privacy=other
    )


@given(_IDS, _IDS, _PROVIDERS, _PROVIDERS, st.sampled_from(Privacy))
def test_two_providers_cannot_put_together_what_they_know(
    person: UUID, enrolment: UUID, one: str, two: str, privacy: Privacy
) -> None:
    subjects = [_subject(person, enrolment, provider=provider, privacy=privacy) for provider in (one, two)]
    assert (subjects[0] == subjects[1]) is (one == two)
    if one != two:
        assert who_is(_SEOUL, subjects[0], provider=two) is None


@given(_IDS, _IDS, _PROVIDERS, st.sampled_from(Privacy))
def test_two_cities_cannot_either(person: UUID, enrolment: UUID, provider: str, privacy: Privacy) -> None:
    elsewhere = _KEYS.of_tenant(UUID(int=2))
    subject = _subject(person, enrolment, provider=provider, privacy=privacy)
    assert subject != _subject(person, enrolment, provider=provider, privacy=privacy, seal=elsewhere)
    assert who_is(elsewhere, subject, provider=provider) is None


@given(_IDS, _IDS, _IDS, _PROVIDERS)
def test_anonymous_enrolments_of_one_learner_have_nothing_in_common(
    person: UUID, first: UUID, second: UUID, provider: str
) -> None:
    one, two, told = [
        _subject(person, enrolment, provider=provider, privacy=privacy)
        for enrolment, privacy in (
            (first, Privacy.ANONYMOUS), (second, Privacy.ANONYMOUS), (first, Privacy.PSEUDONYMOUS),
        )
    ]  # fmt: skip
    assert (one == two) is (first == second)
    assert told not in (one, two)


@given(_IDS, _IDS, _PROVIDERS, st.sampled_from(Privacy))
def test_we_know_whom_a_subject_means_and_it_says_nothing_to_others(
    person: UUID, enrolment: UUID, provider: str, privacy: Privacy
) -> None:
    subject = _subject(person, enrolment, provider=provider, privacy=privacy)
    meant = who_is(_SEOUL, subject, provider=provider)
    assert meant is not None
    expected = (None, enrolment) if privacy is Privacy.ANONYMOUS else (person, None)
    assert (meant.person_id, meant.enrolment_id) == expected
    assert subject.isascii()
    assert 0 < len(subject) <= 255
    for one in (person, enrolment):
        assert one.hex not in subject
        assert str(one) not in subject


@given(st.text(max_size=80))
def test_what_somebody_makes_up_is_nobody(subject: str) -> None:
    assert who_is(_SEOUL, subject, provider="practice") is None


@given(_IDS, st.integers(0, 43), st.sampled_from("ABCxyz019-_="))
def test_a_subject_that_was_altered_is_nobody(person: UUID, at: int, letter: str) -> None:
    subject = _subject(person, person, provider="practice", privacy=Privacy.PSEUDONYMOUS)
    altered = subject[:at] + letter + subject[at + 1 :]
    if altered != subject:
        assert who_is(_SEOUL, altered, provider="practice") is None


@pytest.mark.parametrize("privacy", list(Privacy))
def test_an_officer_without_an_enrolment_has_a_subject_too(privacy: Privacy) -> None:
    subject = subject_of(_SEOUL, provider="practice", privacy=privacy, person_id=UUID(int=7), enrolment_id=None)
    meant = who_is(_SEOUL, subject, provider="practice")
    assert meant is not None
    assert meant.person_id == UUID(int=7)
