"""The pages on which the reporter and the lead of a case write to each other."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import actions
from opennrm.cli import tasks
from opennrm.concerns import drafts, messages
from opennrm.invented.concerns import begin
from opennrm.web.concerns.steps import JOINED
from tests.web.concerns.walking import text_of


@pytest.fixture
def receipt(world, constable):
    return world.report(constable)


def asked(world, who, case_id, text="Which car?"):
    with world.acting(who) as actor:
        return messages.ask(case_id, text=text, page="", by=actor, at=timezone.now())


def test_what_was_typed_stays_where_a_question_ended_meanwhile(world, constable, caseworker, receipt):
    question = asked(world, caseworker, receipt.case_id)
    client, address = world.client(constable), reverse("concern-answer", args=[question.pk])
    assert "Which car?" in text_of(client.get(address))
    with world.acting(caseworker) as actor:
        messages.withdraw(receipt.case_id, question.pk, by=actor, at=timezone.now())
    refused = client.post(address, {"text": "A white van.", "page": "p"})
    assert refused.status_code == 422
    assert "This question was withdrawn." in text_of(refused)
    assert "A white van." in refused.content.decode()
    assert client.get(address).headers["Location"] == reverse("concern-receipt", args=[receipt.pk])


def test_questions_come_first_on_the_reporters_pages(world, constable, caseworker, receipt):
    newer = world.report(constable)
    asked(world, caseworker, receipt.case_id)
    client = world.client(constable)
    listed = text_of(client.get(reverse("concern-list")))
    assert listed.index("Questions for you") < listed.index(receipt.number) < listed.index(newer.number)
    home = text_of(client.get(reverse("home")))
    assert home.startswith("My work Concerns I reported")
    assert home.index("Report a concern") < home.index("Answer a question") < home.index(newer.number)


def test_a_mail_about_a_question_says_nothing_of_the_case(world, constable, caseworker, receipt, mailoutbox):
    asked(world, caseworker, receipt.case_id, "Is Imani well?")
    with world.connected_as("opennrm_worker"):
        tasks.run("notices.send")
    (mail,) = [each for each in mailoutbox if constable.account.email in each.to]
    for word in ("Imani", receipt.number, str(receipt.case_id)):
        assert word not in mail.subject + mail.body


def test_the_lead_sees_that_nobody_can_answer(world, constable, caseworker, receipt):
    asked(world, caseworker, receipt.case_id)
    administrator = world.person(constable.membership.agency, "administrator")
    with world.acting(administrator) as actor:
        actions.end_membership(constable.membership.pk, by=actor, at=timezone.now())
    client = world.client(caseworker)
    case = text_of(client.get(reverse("case-show", args=[receipt.case_id])))
    assert "The person who reported it Was asked a question" in case
    page = text_of(client.get(reverse("case-messages", args=[receipt.case_id])))
    assert "Nobody can answer." in page
    assert "Withdraw the question" in page
    assert "Send the question" not in page


def test_each_print_of_a_receipt_is_recorded(world, constable, receipt, superuser):
    page = world.client(constable).get(reverse("concern-receipt-print", args=[receipt.pk]))
    assert receipt.number in text_of(page)
    kinds = superuser.execute("SELECT count(*) FROM audit_event WHERE kind = 'receipt.printed'").fetchone()
    assert kinds == (1,)


@pytest.mark.parametrize("old, new", JOINED.items())
def test_a_draft_that_was_begun_under_the_old_pages_is_gone_on_with(world, constable, old, new):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=timezone.now(), given_names="Imani")
        answers = {"told_by": "teacher", "occurred": "Today"}
        drafts.keep(
            draft.pk, answers=answers, typed={}, step=old, version=9, page="x", by=actor, at=timezone.now()
        )
    client = world.client(constable)
    address = reverse("concern-step", args=[draft.pk, new])
    assert address in client.get(reverse("concern-list")).content.decode()
    assert client.get(reverse("concern-step", args=[draft.pk, old])).headers["Location"] == address
    # What was answered on a page that is asked only where it is needed is asked on.
    assert (
        reverse("concern-step", args=[draft.pk, "identity"])
        in client.get(reverse("concern-step", args=[draft.pk, "which-age"])).content.decode()
    )
