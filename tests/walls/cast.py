"""One case and everybody who stands in some relation to it, made by the product's own actions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.agencies import invitations
from opennrm.agencies.models import Agency, Membership
from opennrm.cases import actions as case_actions
from opennrm.cases import risk
from opennrm.cases.models import Case, Clock, Receipt
from opennrm.concerns import actions as concern_actions
from opennrm.concerns import additions, attachments, children, comments, dangers, labels, messages, ties
from opennrm.concerns.kinds import TieKind
from opennrm.concerns.models import ReporterMessage
from opennrm.concerns.states import MessageKind, QuestionState
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.invented import concerns
from opennrm.invented.cases import assigned, person_added, suspect_added
from opennrm.invented.concerns import added, answered, asked
from opennrm.invented.course import Course
from opennrm.invented.notes import Said, note_begun, noted
from opennrm.invented.printing import printed
from opennrm.invented.referrals import accepted, completed, declined, referred
from opennrm.invented.screening import (
    decided,
    decision_asked,
    exploited,
    not_exploited,
    screened_with,
    signs,
)
from opennrm.invented.tasks import task
from opennrm.linkage import actions as linkage
from opennrm.lists import actions as saved_lists
from opennrm.lists.rules import Wanted
from opennrm.notes.models import Note, NoteDraft
from opennrm.people import corrections, earlier
from opennrm.people.models import Contact, PersonAround, RelatedPerson, SuspectedPerson
from opennrm.printing.models import Printout
from opennrm.screening.models import Exploitation, Screening
from opennrm.statistics import sharing
from tests import kept
from tests.statistics import scene as estimates
from tests.walls import (
    closed_cases,
    erasing,
    interviewing,
    linking,
    old_lists,
    other_agencies,
    papers,
    together,
    unfinished,
)
from tests.walls.canary_words import Canaries, answers_of
from tests.walls.ids import Ids
from tests.walls.recording import keep_recordings
from tests.world import PASSWORD, Person, World


def report(
    world: World, reporter: Person, canaries: Canaries, *, at: datetime | None = None, **answers
) -> Receipt:
    """Report a concern as this person, with an attachment; returns the receipt."""
    with world.acting(reporter) as actor:
        draft_id, _attachment = _begin(canaries, by=actor, at=at or timezone.now(), **answers)
    with world.acting(reporter) as actor:
        return concern_actions.receive_concern(draft_id, by=actor, at=at or timezone.now())


def begin_draft(world: World, reporter: Person, canaries: Canaries) -> tuple[UUID, UUID]:
    """A concern that was begun and not sent, with a file; returns the ids of both."""
    with world.acting(reporter) as actor:
        return _begin(canaries, by=actor, at=timezone.now())


def _begin(canaries: Canaries, *, by: Actor, at: datetime, **answers) -> tuple[UUID, UUID]:
    files = [concerns.photograph(name=f"{canaries.file_name}.jpg")]
    draft = concerns.begin(by=by, at=at, files=files, **{**answers_of(canaries), **answers})
    return draft.pk, attachments.attachments_of(by, draft.pk)[0].id


@dataclass
class Cast:
    """The people by their relation to the case, and the ids that addresses are made of."""

    people: dict[str, Person]
    canaries: Canaries
    case: Case
    ids: dict[str, UUID]
    references: set[str]

    @property
    def cases(self) -> list[UUID]:
        """The ids of all cases that addresses name."""
        return [self.ids[name] for name in self.ids if name.endswith("case_id")]


def begin(world: World) -> Cast:
    """The cast in an empty world, made once a run and then put back. Who looks at how it is made takes `make`."""
    return kept.begin(world, make)


def make(world: World) -> Cast:
    """The mechanism with one case: one body has decided, another was asked, and five shelters answered differently."""
    canaries = Canaries()
    people = _people(world)
    receipt = report(world, people["reporter"], canaries)
    course = world.course(
        receipt.case_id,
        worker=people["lead_assigned"],
        supervisor=people["lead_supervisor"],
        reasons=f"{canaries.reasons} and what was seen there.",
        note=canaries.note,
    )
    _go_the_way(course, people, canaries)
    case_id = receipt.case_id
    ids = Ids(case_id=case_id, screening_id=_only(Screening, case_id).pk, receipt_id=receipt.pk)
    ids |= _parts_of_the_way(course)
    ids |= _refer_to_five(world, people, course)
    ids |= _write_notes(course, canaries) | {"printout_id": _print(course, canaries)}
    ids["handover_id"] = other_agencies.offer_to_others(people, course, word=canaries.handover)
    ids |= other_agencies.let_take_part(people, course, word=canaries.joint_work)
    ids |= keep_recordings(world, people, course, word=canaries.recording)
    ids |= together.do(world, people, canaries, case_id)
    ids |= _records_beside(world, people, canaries, case_id) | _people_around(course, canaries)
    ids |= _write_to_each_other(course, people["reporter"], canaries, ids)
    ids |= linking.link(
        world, people, [case_id, ids["other_case_id"], ids["first_case_id"]], word=canaries.desk_sheet
    )
    case = Case.objects.using("setup").get(pk=case_id)
    others, references = closed_cases.close_some(world, people, canaries)
    past, erased = erasing.erase_some(world, people, canaries, held_case_id=others["ready_case_id"])
    references |= {case.reference, receipt.number, *erased}
    return Cast(people, canaries, case, ids | others | past, references)


def _go_the_way(course: Course, people: dict[str, Person], canaries: Canaries) -> None:
    course.go(
        assigned(to=people["lead_once_assigned"]),
        assigned(to=people["lead_assigned"], note=f"Ask {canaries.handed_on} first."),
        screened_with(signs, seen=f"{canaries.seen} was there too."),
        exploited("sexual_exploitation", words=f"{canaries.exploitation} said so."),
        not_exploited(f"{canaries.withdrawal} is another child."),
        exploited("forced_labour", words=f"{canaries.exploitation} said so."),
        decision_asked(of=people["once_deciding"]),
        decided(Meaning.PRESUMED, by=people["once_deciding"]),
        decision_asked(of=people["deciding"]),
        task(f"Ask {canaries.task} about it.", days=-3),
    )


def _parts_of_the_way(course: Course) -> dict[str, UUID]:
    """The ids of what the way of the case has left."""
    assert course.task_id is not None
    standing = Exploitation.objects.using("setup").get(case_id=course.case_id, withdrawn_at=None)
    return {"exploitation_id": standing.pk, "task_id": course.task_id}


def _print(course: Course, canaries: Canaries) -> UUID:
    course.go(printed(f"{canaries.printed_for} of the court", words=canaries.printed_for))
    return _only(Printout, course.case_id).pk


def _people(world: World) -> dict[str, Person]:
    """Everybody but the services, by their relation to the case."""
    police, protection = world.agency("police"), world.agency("child_protection", code="aa-lead")
    other_protection = world.agency("child_protection", code="zz-other")
    return {
        "reporter": world.person(police, "first_responder"),
        "reporters_colleague": world.person(police, "first_responder"),
        "lead_assigned": world.person(protection, "caseworker"),
        "lead_colleague": world.person(protection, "caseworker"),
        "lead_once_assigned": world.person(protection, "caseworker"),
        "lead_supervisor": world.person(protection, "supervisor"),
        "other_agency_caseworker": world.person(other_protection, "caseworker"),
        "other_agency_supervisor": world.person(other_protection, "supervisor"),
        "once_deciding": world.person(world.agency("police"), "supervisor"),
        "deciding": world.person(world.agency("police"), "supervisor"),
        "receiving": world.person(world.agency("child_protection", code="yy-receiving"), "supervisor"),
        "invited": world.person(world.agency("police"), "supervisor"),
        "taking_part": world.person(world.agency("police"), "supervisor"),
        "once_taking_part": world.person(world.agency("police"), "supervisor"),
        "custodian": world.person(world.agency("police"), "evidence_custodian"),
        "copy_holder": world.person(world.agency("defence"), "recording_viewer"),
        "lead_administrator": world.person(protection, "administrator"),
        "auditor": world.person(world.agency("oversight"), "auditor"),
        "data_officer": world.person(world.agency("coordination"), "data_officer"),
    } | {**linking.officers(world), **interviewing.team(world)}


def _write_notes(course: Course, canaries: Canaries) -> dict[str, UUID]:
    """A note that is shared with the services that are helping, and one that was begun."""
    said = Said(text=f"{canaries.conversation} said that she is well.", with_whom=canaries.conversation)
    course.go(noted(said, is_shared=True), note_begun(canaries.unfinished_note))
    return {"note_id": _only(Note, course.case_id).pk, "note_draft_id": _only(NoteDraft, course.case_id).pk}


def _people_around(course: Course, canaries: Canaries) -> dict[str, UUID]:
    """A guardian, and somebody who is said to be involved, with a canary in every text."""
    texts = [name for name in PersonAround.SEALED if name != "birth_date"]
    course.go(
        person_added("guardian", **{name: f"{canaries.guardian} {name}" for name in texts}),
        suspect_added("recruits", **{name: f"{canaries.suspect} {name}" for name in texts}),
    )
    return {
        "person_id": _only(RelatedPerson, course.case_id).pk,
        "suspect_id": _only(SuspectedPerson, course.case_id).pk,
    }


def _write_to_each_other(
    course: Course, reporter: Person, canaries: Canaries, ids: dict[str, UUID]
) -> dict[str, UUID]:
    """The reporter adds something, answers a question and is asked another, and labels a draft and the receipt."""
    course.go(
        asked(f"Who is {canaries.question}?"),
        answered(f"{canaries.answer} is an uncle.", by=reporter),
        added(f"I saw {canaries.addition} again.", by=reporter),
        asked(f"Where was {canaries.question} then?"),
    )
    # The lead has read it, so that whoever looks again changes no row.
    with course.acting(course.worker) as actor:
        case = Case.objects.get(pk=course.case_id)
        messages.open_for_lead(actor, case, at=timezone.now())
    with course.acting(reporter) as actor:
        for draft_id in (ids["draft_id"], course.case_id):
            labels.label(draft_id, text=canaries.label, by=actor)
    waiting = ReporterMessage.objects.using("setup").get(case_id=course.case_id, state=QuestionState.OPEN)
    written = ReporterMessage.objects.using("setup").filter(case_id=course.case_id)
    answer, addition = (written.get(kind=kind).pk for kind in (MessageKind.ANSWER, MessageKind.ADDITION))
    with course.acting(course.worker) as actor:
        additions.show_to_others(course.case_id, answer, by=actor, at=timezone.now())
    return {"question_id": waiting.pk, "addition_id": addition}


def _records_beside(
    world: World, people: dict[str, Person], canaries: Canaries, case_id: UUID
) -> dict[str, UUID]:
    """The ids of what else addresses are made of: records of the case, and those that hang on none."""
    member = people["lead_assigned"]
    draft_id, attachment_id = begin_draft(world, people["reporter"], canaries)
    danger_id = _correct_and_assess(world, member, canaries, case_id)
    return {
        "danger_id": danger_id,
        "correction_draft_id": unfinished.correction(
            world, member, case_id, word=canaries.unfinished_correction
        ),
        **_ties(world, people, canaries, case_id),
        "contact_id": _only(Contact, case_id).pk,
        **papers.add_two(world, member, canaries, case_id),
        **_saved_lists(world, member, canaries),
        **old_lists.add_two(world, people["lead_supervisor"], word=canaries.old_list),
        "account_id": member.account.pk,
        "membership_id": member.membership.pk,
        "agency_id": member.membership.agency_id,
        "invitation_id": _invite(world, people["lead_administrator"]),
        "waiting_id": _wait(world, people["lead_administrator"]),
        "draft_id": draft_id,
        "attachment_id": attachment_id,
        "clock_id": _clock_that_can_be_paused(case_id).pk,
        **_estimate(world, people["data_officer"], member.membership.agency),
    }


def _ties(world: World, people: dict[str, Person], canaries: Canaries, case_id: UUID) -> dict[str, UUID]:
    """Two children whom somebody else reported; the case is tied to the first one's, and once before it was."""
    member, now = people["lead_assigned"], timezone.now()
    nurse = world.person(world.agency("health"), "first_responder")
    # No canary: a search for one of the child would find a name that begins alike.
    sibling = {"given_names": "Oswin", "tie": TieKind.SIBLINGS.value}
    case_ids = []
    with world.acting(nurse) as actor:
        first = concerns.report(by=actor, at=now, further=[sibling])
        case_ids = [first.case_id, *(each.case_id for each in children.receipts_beside(actor, first))]
    with world.acting(people["lead_supervisor"]) as actor:
        for each in case_ids:
            case_actions.assign(each, to=member.membership.pk, by=actor, at=now)
    reference = Case.objects.using("setup").get(pk=case_ids[0]).reference
    tied = {"reference": reference, "kind": TieKind.SIBLINGS.value, "at": now}
    with world.acting(member) as actor:
        ended = ties.tie(case_id, **tied, by=actor)
        ties.end(case_id, ended.pk, reason=f"{canaries.tie_end} is a cousin.", by=actor, at=now)
        # Whoever sees both records has said that they are of different children.
        note = f"{canaries.same_child} is her sister."
        said = linkage.different(case_id, case_ids[1], note=note, by=actor, at=now)
        tie_id = ties.tie(case_id, **tied, by=actor).pk
    return {
        "tie_id": tie_id,
        "first_case_id": case_ids[0],
        "other_case_id": case_ids[1],
        "verdict_id": said.pk,
    }


def _saved_lists(world: World, member: Person, canaries: Canaries) -> dict[str, UUID]:
    """A list that somebody saved for themselves, and one that they removed."""
    with world.acting(member) as actor:
        given = {"wanted": Wanted(urgent=True), "by": actor, "at": timezone.now()}
        kept, removed = (
            saved_lists.save(f"{canaries.saved_list} {number}", **given).pk for number in ("one", "two")
        )
        saved_lists.remove(removed, by=actor, at=timezone.now())
    return {"list_id": kept, "removed_list_id": removed}


def _refer_to_five(world: World, people: dict[str, Person], course: Course) -> dict[str, UUID]:
    """Ask five services, which answer differently; returns the ids of the referrals and of two of the services."""
    ids = {}
    # The one of long ago first: what was agreed for the others did not hold yet then.
    answers = {"expired": (), "asked": (), "accepted": (accepted,), "declined": (declined,),
               "completed": (accepted, completed)}  # fmt: skip
    for name, way in answers.items():
        shelter = world.agency("shelter")
        people[f"service_{name}"] = member = world.person(shelter, "service_provider")
        service = world.service(shelter)
        if named := {"asked": "service_id", "declined": "willing_service_id"}.get(name):
            ids[named] = service.pk
        # Long ago, so that the time to answer has passed: no job runs, the parts lapse by themselves.
        ago = timedelta(days=30) if name == "expired" else timedelta()
        sent = replace(course, at=timezone.now() - ago, pace=timedelta()).go(referred(to=member))
        replace(sent, pace=None).go(*way)
        ids[f"referral_{name}"] = sent.referral_id
    return ids


def _invite(world: World, administrator: Person) -> UUID:
    with world.acting(administrator) as actor:
        return invitations.invite(
            email="invited@example.org", name="Invited", agency_id=actor.agency_id, role="caseworker", by=actor,
            at=timezone.now(),
        ).invitation.pk  # fmt: skip


def _wait(world: World, administrator: Person) -> UUID:
    """A membership that an administrator has given and nobody confirmed."""
    with world.acting(administrator) as actor:
        invited = invitations.invite(
            email="waiting@example.org", name="Waiting", agency_id=actor.agency_id, role="caseworker", by=actor,
            at=timezone.now(),
        )  # fmt: skip
        account = invitations.accept(invited.token, name="Waiting", password=PASSWORD, at=timezone.now())
        return Membership.objects.get(account=account).pk


def _correct_and_assess(world: World, lead: Person, canaries: Canaries, case_id: UUID) -> UUID:
    """Details are corrected, what was reported is commented on, the risk assessed; returns the id of a danger added."""
    now, reason = timezone.now(), f"{canaries.reasons} and a paper."
    with world.acting(lead) as actor:
        corrected = {"reason": reason, "seen": 0, "by": actor, "at": now}
        stands, _version = earlier.identity_to_correct(actor, case_id)
        given = {**stands, "citizenships": ["XXA"]}
        corrections.correct_identity(case_id, given=given, name_before="", **corrected)
        facts = {"age": 14, "sex": "female", "languages": [], "area": pack().areas[0].code}
        corrections.correct_facts(case_id, given=facts, **corrected)
        comments.comment(case_id, text=f"{canaries.note} was there too.", by=actor, at=now)
        level, today = risk.highest(), timezone.localdate(timezone=pack().zone)
        risk.assess(case_id, level=level, assessed_on=today, reason=reason, by=actor, at=now)
        code = next(iter(pack().codes("urgent_dangers")))
        return dangers.add(case_id, danger=code, reason=reason, by=actor, at=now).pk


def _estimate(world: World, officer: Person, reading: Agency) -> dict[str, UUID]:
    """An estimate of a data officer, shared with an agency."""
    run_id = estimates.done(world, officer)
    with world.acting(officer) as actor:
        shared = sharing.share(run_id, agencies=[reading.pk], by=actor, at=timezone.now())
    return {"run_id": run_id, "shared_id": shared.pk}


def _clock_that_can_be_paused(case_id: UUID) -> Clock:
    rules = [rule.code for rule in pack().clocks.values() if rule.pause_reasons]
    return Clock.objects.using("setup").get(case_id=case_id, rule__in=rules, stopped_at=None)


def _only(model, case_id: UUID):
    return model.objects.using("setup").get(case_id=case_id)
