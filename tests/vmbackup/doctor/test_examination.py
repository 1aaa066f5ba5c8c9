"""The checks run in order; one that fails itself hides no other."""

from vmbackup.doctor.examination import CHECKS, Check, examine
from vmbackup.doctor.finding import Finding, State, well, wrong
from vmbackup.doctor.patient import Patient


def test_every_check_needs_only_what_was_looked_at_before() -> None:
    """The table is in order, and no name stands there twice."""
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for place, check in enumerate(CHECKS):
        assert set(check.needs) <= set(names[:place]), check.name


def test_a_check_that_fails_itself_hides_no_other() -> None:
    """Its error is named by its type alone: the text may hold what is secret."""

    def broken(_: Patient) -> list[Finding]:
        raise KeyError("a secret")

    first, second = examine(Patient({}), [Check("broken", broken), Check("after", lambda _: [well("All is well.")])])
    assert (first.state, first.check, second.state) == (State.WRONG, "broken", State.OK)
    assert "secret" not in str(first)


def test_what_needs_what_is_unwell_is_skipped_and_what_needs_that_too() -> None:
    """A check that has found something well besides is no obstacle."""
    bad = wrong("It is broken.", "Mend it.")
    table = [
        Check("first", lambda _: [bad]),
        Check("second", lambda _: [well("Unseen.")], ("first",)),
        Check("third", lambda _: [well("Unseen.")], ("second",)),
        Check("half", lambda _: [bad, well("Seen.")]),
        Check("last", lambda _: [well("Seen.")], ("half",)),
    ]
    found = [(finding.check, finding.state.value) for finding in examine(Patient({}), table)]
    assert found == [
        ("first", "wrong"),
        ("second", "skipped"),
        ("third", "skipped"),
        ("half", "wrong"),
        ("half", "ok"),
        ("last", "ok"),
    ]
