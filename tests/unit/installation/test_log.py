"""Nothing personal gets into the log, whatever somebody hands to it."""

from seoul_learn.installation.log import only_what_is_allowed


def test_a_field_that_is_not_listed_is_dropped() -> None:
    written = only_what_is_allowed(
        None, "info", {"event": "x", "email": "a@b.example", "value": 3896843, "code": "123456"}
    )
    assert written == {"event": "x"}


def test_an_address_in_a_listed_field_is_blotted_out() -> None:
    written = only_what_is_allowed(None, "info", {"event": "no letter for haneul@resident.example today"})
    assert written == {"event": "no letter for … today"}
