"""One case and everybody who stands in some relation to it, made by the product's own actions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.utils import timezone
from PIL import Image

from opennrm.agencies import invitations
from opennrm.agencies.models import Agency, Membership
from opennrm.cases import actions as case_actions
from opennrm.cases.models import Case, Clock, Document, Receipt
from opennrm.concerns import actions as concern_actions
from opennrm.concerns import attachments, drafts
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation import files
from opennrm.referrals import actions as referral_actions
from opennrm.referrals.models import ChildView
from opennrm.screening import actions as screening_actions
from opennrm.screening import requests as decision_requests
from opennrm.statistics import sharing
from opennrm.tasks import actions as task_actions
from tests.statistics import scene as estimates
from tests.world import PASSWORD, Person, World, secret_word

PRESUMING = {"act.harboured": "yes", "EX.hours": "yes", "EX.pay": "yes"}


@dataclass
class Canaries:
    """Words that identify the child, or give the case away."""

    given_names: str = field(default_factory=secret_word)
    family_name: str = field(default_factory=secret_word)
    other_names: str = field(default_factory=secret_word)
    address: str = field(default_factory=secret_word)
    place: str = field(default_factory=secret_word)
    account: str = field(default_factory=secret_word)
    document_number: str = field(default_factory=secret_word)
    reporter_contact: str = field(default_factory=secret_word)
    file_name: str = field(default_factory=secret_word)
    reasons: str = field(default_factory=secret_word)
    note: str = field(default_factory=secret_word)
    task: str = field(default_factory=secret_word)
    telephone: str = "8765550123"

    def all(self) -> set[str]:
        return set(vars(self).values())


def picture(colour: str = "teal") -> bytes:
    """A small photograph."""
    stream = BytesIO()
    Image.new("RGB", (32, 24), colour).save(stream, "JPEG")
    return stream.getvalue()


def answers_of(canaries: Canaries) -> dict:
    """The answers of a concern that is full of canaries."""
    return {
        "urgent_dangers": ["none"],
        "age_known": "known",
        "age": 13,
        "sex": next(iter(pack().codes("sexes"))),
        "kinds": [next(iter(pack().codes("concern_kinds")))],
        "area": pack().areas[0].code,
        "told_by": next(iter(pack().codes("sources"))),
        "occurred": "last week",
        "safe_to_contact": "no",
        "given_names": canaries.given_names,
        "family_name": canaries.family_name,
        "other_names": canaries.other_names,
        "birth_date": "2013-04-05",
        "document_number": canaries.document_number,
        "address": canaries.address,
        "telephone": canaries.telephone,
        "place": canaries.place,
        "account": f"I saw {canaries.account} there.",
        "reporter_contact": canaries.reporter_contact,
    }


def report(
    world: World, reporter: Person, canaries: Canaries, *, at: datetime | None = None, **answers
) -> Receipt:
    """Report a concern as this person, with an attachment; returns the receipt."""
    at = at or timezone.now()
    with world.acting(reporter) as actor:
        draft = drafts.start(by=actor, at=at)
        drafts.keep(
            draft.pk, answers={**answers_of(canaries), **answers}, typed={}, step="check", version=0, page="only",
            by=actor, at=at,
        )  # fmt: skip
        clean = files.accept(picture(), f"{canaries.file_name}.jpg")
        attachments.add(draft.pk, file=clean, by=actor, at=at)
    with world.acting(reporter) as actor:
        return concern_actions.receive_concern(draft.pk, by=actor, at=at)


@dataclass
class Cast:
    """The people by their relation to the case, and the ids that addresses are made of."""

    people: dict[str, Person]
    canaries: Canaries
    case: Case
    ids: dict[str, UUID]
    references: set[str]


def refer(world: World, sender: Person, case_id: UUID, service: Service, note: str, *, at: datetime) -> UUID:
    """Ask a service, as the lead of the case."""
    with world.acting(sender) as actor:
        basis = (
            pack()
            .sharing_for(actor.agency_kind, service.agency.kind, service.kind, "accepted")
            .legal_bases[0]
        )
        return referral_actions.send(
            case_id,
            service_id=service.pk,
            basis=basis,
            child_agrees=ChildView.AGREES,
            note=note,
            by=actor,
            at=at,
        ).pk


def make(world: World) -> Cast:
    """The mechanism with one case: one body has decided, another was asked, and five shelters answered differently."""
    canaries = Canaries()
    police, protection = world.agency("police"), world.agency("child_protection", code="aa-lead")
    other_protection = world.agency("child_protection", code="zz-other")
    people = {
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
        "lead_administrator": world.person(protection, "administrator"),
        "auditor": world.person(world.agency("oversight"), "auditor"),
        "data_officer": world.person(world.agency("coordination"), "data_officer"),
    }
    receipt = report(world, people["reporter"], canaries)
    case_id = receipt.case_id
    for holder in ("lead_once_assigned", "lead_assigned"):
        with world.acting(people["lead_supervisor"]) as actor:
            case_actions.assign(case_id, to=people[holder].membership.pk, by=actor, at=timezone.now())
    with world.acting(people["lead_assigned"]) as actor:
        screening = screening_actions.screen(
            case_id, instrument="child_screening", answers=presuming_answers(), by=actor, at=timezone.now()
        )
    _let_others_decide(world, people, canaries, case_id)
    ids = {"case_id": case_id, "screening_id": screening.pk, "receipt_id": receipt.pk}
    _refer_to_five(world, people, canaries, ids)
    ids |= _records_beside(world, people, canaries, case_id)
    case = Case.objects.using("setup").get(pk=case_id)
    return Cast(people, canaries, case, ids, {case.reference, receipt.number})


def _let_others_decide(world: World, people: dict[str, Person], canaries: Canaries, case_id: UUID) -> None:
    """One body was asked and has decided; then another was asked, which has not."""
    _ask(world, people, case_id, "once_deciding")
    with world.acting(people["once_deciding"]) as actor:
        screening_actions.decide(
            case_id, to="presumed", reasons=f"{canaries.reasons} and what was seen there.",
            decided_on=timezone.localdate(timezone=pack().zone), by=actor, at=timezone.now(),
        )  # fmt: skip
    _ask(world, people, case_id, "deciding")


def _ask(world: World, people: dict[str, Person], case_id: UUID, decider: str) -> None:
    agency_id = people[decider].membership.agency_id
    with world.acting(people["lead_assigned"]) as actor:
        decision_requests.ask(case_id, agency_id=agency_id, by=actor, at=timezone.now())


def _records_beside(
    world: World, people: dict[str, Person], canaries: Canaries, case_id: UUID
) -> dict[str, UUID]:
    """The ids of what else addresses are made of: records of the case, and those that hang on none."""
    member = people["lead_assigned"]
    draft_id, attachment_id = begin_draft(world, people["reporter"], canaries)
    run_id, shared_id = _estimate(world, people["data_officer"], member.membership.agency)
    return {
        "document_id": _only(Document, case_id).pk,
        "account_id": member.account.pk,
        "membership_id": member.membership.pk,
        "agency_id": member.membership.agency_id,
        "invitation_id": _invite(world, people["lead_administrator"]),
        "waiting_id": _wait(world, people["lead_administrator"]),
        "draft_id": draft_id,
        "attachment_id": attachment_id,
        "clock_id": _clock_that_can_be_paused(case_id).pk,
        "task_id": _add_task(world, member, canaries, case_id),
        "run_id": run_id,
        "shared_id": shared_id,
    }


def presuming_answers() -> dict[str, str]:
    """Answers by which a child is presumed a victim: an act, and two strong indicators of exploitation."""
    instrument = pack().instruments["child_screening"]
    purpose = next(dimension for dimension in instrument.dimensions if dimension.element == "purpose")
    strong = [item.code for item in purpose.items if item.weight == "strong"][:2]
    medium = [item.code for item in purpose.items if item.weight == "medium"][:3]
    return {instrument.act.items[0].code: "yes", **dict.fromkeys([*strong, *medium], "yes")}


def _refer_to_five(world: World, people: dict[str, Person], canaries: Canaries, ids: dict[str, UUID]) -> None:
    for answer in ("asked", "accepted", "declined", "expired", "completed"):
        shelter = world.agency("shelter")
        people[f"service_{answer}"] = member = world.person(shelter, "service_provider")
        service = world.service(shelter)
        ids.setdefault("service_id", service.pk)
        # Long ago, so that the time to answer has passed: no job runs, the parts lapse by themselves.
        sent_at = timezone.now() - timedelta(days=30 if answer == "expired" else 0)
        referral_id = refer(
            world, people["lead_assigned"], ids["case_id"], service, canaries.note, at=sent_at
        )
        ids[f"referral_{answer}"] = referral_id
        if answer in ("accepted", "completed"):
            with world.acting(member) as actor:
                referral_actions.accept(referral_id, by=actor, at=timezone.now())
        if answer == "completed":
            with world.acting(member) as actor:
                outcome = next(iter(pack().codes("outcomes")))
                referral_actions.complete(referral_id, outcome=outcome, note="", by=actor, at=timezone.now())
        if answer == "declined":
            ids["willing_service_id"] = service.pk
            with world.acting(member) as actor:
                reason = next(iter(pack().codes("decline_reasons")))
                referral_actions.decline(referral_id, reason=reason, note="", by=actor, at=timezone.now())


def begin_draft(world: World, reporter: Person, canaries: Canaries) -> tuple[UUID, UUID]:
    """A concern that was begun and not sent, with a file."""
    now = timezone.now()
    with world.acting(reporter) as actor:
        draft = drafts.start(by=actor, at=now)
        drafts.keep(
            draft.pk, answers=answers_of(canaries), typed={}, step="check", version=0, page="only", by=actor, at=now
        )  # fmt: skip
        clean = files.accept(picture(), f"{canaries.file_name}.jpg")
        return draft.pk, attachments.add(draft.pk, file=clean, by=actor, at=now).pk


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


def _estimate(world: World, officer: Person, reading: Agency) -> tuple[UUID, UUID]:
    """An estimate of a data officer, shared with an agency."""
    run_id = estimates.done(world, officer)
    with world.acting(officer) as actor:
        return run_id, sharing.share(run_id, agencies=[reading.pk], by=actor, at=timezone.now()).pk


def _add_task(world: World, member: Person, canaries: Canaries, case_id: UUID) -> UUID:
    """A task that is overdue, of whoever leads the case."""
    earlier = timezone.now() - timedelta(days=3)
    day = timezone.localdate(earlier, timezone=pack().zone)
    with world.acting(member) as actor:
        return task_actions.make(
            case_id, kind=next(iter(pack().codes("task_kinds"))), words=f"Ask {canaries.task} about it.", due_on=day,
            by=actor, at=earlier,
        ).pk  # fmt: skip


def _clock_that_can_be_paused(case_id: UUID) -> Clock:
    rules = [rule.code for rule in pack().clocks.values() if rule.pause_reasons]
    return Clock.objects.using("setup").get(case_id=case_id, rule__in=rules, stopped_at=None)


def _only(model, case_id: UUID):
    return model.objects.using("setup").get(case_id=case_id)
