"""Opening who a child is needs the right part and the right role, and leaves a trace."""

from dataclasses import replace

import pytest
from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.concerns.access import open_concern
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.people.access import open_identity

NOW = timezone.now()
OPENINGS = [(open_identity, "identity.opened"), (open_concern, "concern.opened")]


@pytest.fixture
def receipt(world, constable):
    return world.report(constable, given_names="Imani", telephone="876 555 0142", account="CanaryAccount")


def test_an_opening_is_recorded_with_the_names_of_what_was_opened(world, caseworker, receipt, superuser):
    with world.acting(caseworker) as actor:
        open_identity(actor, receipt.case_id, at=NOW)
        open_concern(actor, receipt.case_id, at=NOW)
    rows = superuser.execute(
        "SELECT kind, case_id, \"right\", detail FROM audit_event WHERE kind LIKE '%.opened' "
        "AND kind NOT IN ('case.opened', 'draft.opened') ORDER BY sequence"
    ).fetchall()
    assert rows == [
        ("identity.opened", receipt.case_id, "lead", {"fields": ["given_names", "contacts"]}),
        ("concern.opened", receipt.case_id, "lead", {"fields": ["account"]}),
    ]


@pytest.mark.parametrize("opening, kind", OPENINGS)
def test_a_role_that_opens_no_identities_is_refused(world, caseworker, receipt, superuser, opening, kind):
    with world.acting(caseworker) as actor:
        restricted = replace(actor, permissions=actor.permissions - {"identity_open"})
        with pytest.raises(NotAllowed):
            opening(restricted, receipt.case_id, at=NOW)
    assert superuser.execute("SELECT count(*) FROM audit_event WHERE kind = %s", [kind]).fetchone() == (0,)


@pytest.mark.parametrize("opening, kind", OPENINGS)
def test_whoever_does_not_see_the_case_finds_nobody(
    world, protection, constable, caseworker, receipt, opening, kind
):
    colleague = world.person(protection, "caseworker")
    with world.acting(caseworker) as actor:
        assign(receipt.case_id, to=actor.membership_id, by=actor, at=NOW)
        assert opening(actor, receipt.case_id, at=NOW)
    others = (
        colleague,
        constable,
        world.person(protection, "administrator"),
        world.person(protection, "auditor"),
    )
    for other in others:
        with world.acting(other) as actor, pytest.raises(NotThere):
            opening(actor, receipt.case_id, at=NOW)


def test_without_a_trace_nothing_is_opened(world, caseworker, receipt, monkeypatch):
    def fail(*args, **options):
        raise OSError("no audit")

    monkeypatch.setattr("opennrm.people.access.audit.record", fail)
    with world.acting(caseworker) as actor, pytest.raises(OSError, match="no audit"):
        open_identity(actor, receipt.case_id, at=NOW)
