"""A concern that is still being written belongs to its author, and is never overwritten in silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.cases.drafts import TooManyDrafts
from opennrm.cases.models import CaseKey
from opennrm.concerns import attachments, drafts
from opennrm.concerns.models import ConcernDraft, DraftAttachment
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.foundation.files import MAX_FILES, FileRefused, accept
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.invented.concerns import begin, enough, photograph
from tests.foundation.test_files import picture

NOW = timezone.now()


@pytest.fixture
def police(world):
    return world.agency("police")


@pytest.fixture
def constable(world, police):
    return world.person(police, "first_responder")


def write(draft_id, actor, *, version=0, page="tab", typed=None, step="what", **answers):
    return drafts.keep(
        draft_id, answers=answers, typed=typed or {}, step=step, version=version, page=page, by=actor, at=NOW
    )


def test_a_draft_can_be_gone_on_with_later(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, place="By the river", kinds=["missing"])
    with world.acting(constable) as actor:
        assert [found.pk for found in drafts.drafts_of(actor)] == [draft.pk]
        opened = drafts.open_draft(actor, draft.pk)
    assert opened.answers == {"place": "By the river", "kinds": ["missing"]}
    assert (opened.step, opened.version) == ("what", 1)


def test_nobody_else_sees_a_draft(world, police, constable):
    colleague = world.person(police, "first_responder")
    caseworker = world.person(world.agency("child_protection"), "supervisor")
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, place="By the river")
    for other in (colleague, caseworker):
        with world.acting(other) as actor:
            assert not drafts.drafts_of(actor).exists()
            assert not ConcernDraft.objects.exists()
            assert not CaseKey.objects.exists()
            for attempt in (
                lambda: drafts.open_draft(actor, draft.pk),
                lambda: write(draft.pk, actor, place="x"),
                lambda: drafts.discard(draft.pk, by=actor),
                lambda: attachments.attachments_of(actor, draft.pk),
                lambda: attachments.add(draft.pk, file=photograph(), by=actor, at=NOW),
            ):
                with pytest.raises(NotThere):
                    attempt()


def test_a_role_that_reports_nothing_starts_no_draft(world, police):
    with world.acting(world.person(police, "data_officer")) as actor, pytest.raises(NotAllowed):
        drafts.start(by=actor, at=NOW)


def test_acting_for_another_agency_one_does_not_see_ones_draft(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW)
    elsewhere = world.member(constable.account, world.agency("health"), "first_responder")
    with world.acting(elsewhere) as actor, pytest.raises(NotThere):
        drafts.open_draft(actor, draft.pk)


def test_what_was_not_understood_is_kept_as_typed(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, typed={"age": "about twelve"})
        assert drafts.open_draft(actor, draft.pk).shown() == {"age": "about twelve"}
        write(draft.pk, actor, version=1, age=12)
        opened = drafts.open_draft(actor, draft.pk)
    assert (opened.answers, opened.typed) == ({"age": 12}, {})


def test_an_old_page_does_not_overwrite_a_newer_answer(world, constable):
    with world.acting(constable) as actor:
        draft = drafts.start(by=actor, at=NOW)
        write(draft.pk, actor, page="telephone", place="By the river", occurred="Today")
        with pytest.raises(drafts.AnswersChanged) as refused:
            write(draft.pk, actor, page="desk", place="At the market", occurred="Today")
        assert refused.value.saved == {"place": "By the river"}
        assert drafts.open_draft(actor, draft.pk).answers["place"] == "By the river"
        write(
            draft.pk,
            actor,
            page="desk",
            version=refused.value.version,
            place="At the market",
            occurred="Today",
        )
        assert drafts.open_draft(actor, draft.pk).answers["place"] == "At the market"


def test_a_page_may_save_over_what_it_saved_itself(world, constable):
    with world.acting(constable) as actor:
        draft = drafts.start(by=actor, at=NOW)
        write(draft.pk, actor, page="tab", account="He said")
        write(draft.pk, actor, page="tab", account="He said that")
        assert drafts.open_draft(actor, draft.pk).answers["account"] == "He said that"


def test_two_pages_with_different_questions_do_not_disturb_each_other(world, constable):
    with world.acting(constable) as actor:
        draft = drafts.start(by=actor, at=NOW)
        write(draft.pk, actor, page="one", place="By the river")
        write(draft.pk, actor, page="two", account="He said")
        assert drafts.open_draft(actor, draft.pk).answers == {"place": "By the river", "account": "He said"}


def test_saving_the_same_again_changes_nothing(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, place="By the river")
        before = superuser.execute("SELECT count(*) FROM audit_event").fetchone()
        assert write(draft.pk, actor, place="By the river").version == 1
        assert superuser.execute("SELECT count(*) FROM audit_event").fetchone() == before


def test_a_discarded_draft_is_gone_with_its_key_and_files(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, files=[photograph()])
        drafts.discard(draft.pk, by=actor)
    with world.acting(constable) as actor, pytest.raises(NotThere):
        drafts.open_draft(actor, draft.pk)
    assert superuser.execute("SELECT count(*) FROM concerns_draftattachment").fetchone() == (0,)
    assert superuser.execute("SELECT count(*) FROM concerns_concerndraft").fetchone() == (0,)
    assert superuser.execute("SELECT wrapped FROM cases_casekey").fetchall() == [(None,)]


def test_each_change_prolongs_the_life_of_a_draft(world, constable):
    later = NOW + timedelta(days=10)
    with world.acting(constable) as actor:
        draft = drafts.start(by=actor, at=NOW)
        drafts.keep(
            draft.pk, answers={"place": "x"}, typed={}, step="where", version=0, page="p", by=actor, at=later
        )
        assert drafts.open_draft(actor, draft.pk).expires_at == later + timedelta(
            days=pack().drafts.keep_days
        )


def test_the_job_deletes_drafts_whose_time_is_over_and_no_others(world, constable):
    with world.acting(constable) as actor:
        old = begin(by=actor, at=NOW - timedelta(days=40), files=[photograph()])
        young = begin(by=actor, at=NOW, **enough())
    with world.connected_as("opennrm_worker"):
        with as_job("drafts.expire"):
            assert drafts.expire(at=NOW) == 1
        with as_job("clocks.watch"):
            assert drafts.expire(at=NOW + timedelta(days=100)) == 0
    with world.acting(constable) as actor:
        assert [draft.pk for draft in drafts.drafts_of(actor)] == [young.pk]
        assert old.pk not in CaseKey.objects.exclude(wrapped=None).values_list("pk", flat=True)


def test_the_same_file_is_kept_once(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, files=[photograph(), photograph(name="again.jpg")])
        assert [file.title for file in attachments.attachments_of(actor, draft.pk)] == ["photo.jpg"]


def test_a_draft_takes_ten_files_and_no_more(world, constable):
    with world.acting(constable) as actor:
        pictures = [picture(size=(8 + number, 8)) for number in range(MAX_FILES)]
        draft = begin(by=actor, at=NOW, files=[accept(content, "photo.jpg") for content in pictures])
        with pytest.raises(FileRefused, match="10 files"):
            attachments.add(draft.pk, file=photograph(), by=actor, at=NOW)


def test_a_file_of_another_draft_cannot_be_removed_through_ones_own(world, constable):
    with world.acting(constable) as actor:
        draft, other = begin(by=actor, at=NOW, files=[photograph()]), begin(by=actor, at=NOW)
        attachment = DraftAttachment.objects.get(draft=draft)
        attachments.remove(other.pk, attachment.pk, by=actor)
        assert attachments.attachments_of(actor, draft.pk)
        attachments.remove(draft.pk, attachment.pk, by=actor)
        assert not attachments.attachments_of(actor, draft.pk)


def test_everything_done_to_a_draft_is_recorded_without_its_words(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, place="CanaryPlace", files=[photograph()])
        drafts.open_draft(actor, draft.pk)
        drafts.discard(draft.pk, by=actor)
    rows = superuser.execute("SELECT kind, detail::text FROM audit_event ORDER BY sequence").fetchall()
    kinds = [kind for kind, _ in rows]
    assert kinds == ["draft.started", "attachment.added", "draft.saved", "draft.opened", "draft.discarded"]
    assert not any("Canary" in detail for _, detail in rows)


def test_a_page_that_begins_leads_to_one_draft_until_that_is_sent_or_discarded(world, constable):
    with world.acting(constable) as actor:
        first = drafts.start(by=actor, at=NOW, token="tab")
        assert drafts.start(by=actor, at=NOW, token="tab").pk == first.pk
        drafts.discard(first.pk, by=actor)
    with world.acting(constable) as actor:
        second = drafts.start(by=actor, at=NOW, token="tab")
        assert second.pk != first.pk
        assert drafts.start(by=actor, at=NOW, token="tab").pk == second.pk
        assert drafts.start(by=actor, at=NOW, token="another tab").pk != second.pk


def test_the_same_page_of_two_people_leads_each_to_their_own(world, police, constable):
    made = set()
    for person in (constable, world.person(police, "first_responder")):
        with world.acting(person) as actor:
            made.add(drafts.start(by=actor, at=NOW, token="tab").pk)
    assert len(made) == 2


def test_nobody_has_more_unfinished_reports_than_one_person_can_have(world, constable, police, monkeypatch):
    monkeypatch.setattr("opennrm.cases.drafts.MOST", 2)
    with world.acting(constable) as actor:
        first = drafts.start(by=actor, at=NOW, token="page")
        drafts.start(by=actor, at=NOW)
        assert drafts.start(by=actor, at=NOW, token="page") == first
        with pytest.raises(TooManyDrafts, match="Send or delete one of them"):
            drafts.start(by=actor, at=NOW)
        drafts.discard(first.pk, by=actor)
        drafts.start(by=actor, at=NOW)
    with world.acting(world.person(police, "first_responder")) as colleague:
        drafts.start(by=colleague, at=NOW)
