"""Agencies that take part in cases without giving a service, as far as that has come."""

from collections.abc import Collection
from datetime import datetime, timedelta

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.consents.actions import Recipient
from opennrm.consents.queries import to_agency
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.joint_work import access, actions, agreement
from opennrm.joint_work.terms import CannotAsk, last_day_from, terms_for

from .cases import assigned
from .concerns import Story
from .consents import everybody_agrees
from .course import Course, EndsHere, Somebody, Trait, lately
from .people import Child
from .screening import presumed, screened

SUMMARY = "The child worked at night for somebody whom others fear too. We would like to plan this together."


def agree(
    case: Case, agency: Agency, purpose: str, *, scopes: Collection[str], by: Actor, at: datetime
) -> None:
    """Everybody whose agreement is needed has agreed that this agency takes part."""
    everybody_agrees(
        case,
        agreement.purpose_of(purpose),
        recipient=Recipient(agency_id=agency.pk),
        to=to_agency(agency.pk, agency.kind),
        scopes=scopes,
        by=by,
        at=at,
    )


def joint_work_asked(
    of: Somebody, *, scopes: Collection[str] | None = None, summary: str = SUMMARY, purpose: str = ""
) -> Trait:
    """The agency of this person has been asked to take part, for the first purpose that the country allows it.

    :param scopes: which parts of the case it sees then; without it, all that the country allows.
    """

    def step(course: Course) -> None:
        with course.acting(of) as asked:
            agency_id = asked.agency_id
        with course.acting(course.worker) as worker:
            at, agency = course.next(), Agency.objects.get(pk=agency_id)
            case = case_access.visible_to(worker).get(pk=course.case_id)
            purposes = [
                code
                for code in pack().codes("joint_purposes")
                if pack().sharing_to_take_part(worker.agency_kind, agency.kind, code).scopes
            ]
            try:
                if not purposes:
                    raise EndsHere("In this country this agency takes part in no case.")
                terms = terms_for(case, agency, purpose or purposes[0], at=at)
                agree(case, agency, purpose or purposes[0], scopes=terms.scopes, by=worker, at=at)
                actions.ask(
                    course.case_id,
                    agency_id=agency.pk,
                    purpose=purpose or purposes[0],
                    basis=terms.legal_bases[0],
                    scopes=terms.scopes if scopes is None else terms.scopes & {*scopes},
                    last_day=last_day_from(at) - timedelta(days=10),
                    summary=summary,
                    by=worker,
                    at=at,
                )
            except CannotAsk as refused:
                raise EndsHere(str(refused)) from refused

    return step


def takes_part(by: Somebody) -> Trait:
    """This person has accepted for their agency, which takes part from now on."""

    def step(course: Course) -> None:
        with course.acting(by) as asked:
            work = access.to_answer(asked).get(case_id=course.case_id)
            actions.accept(work.pk, by=asked, at=course.next())

    return step


def left(by: Somebody, words: str = "") -> Trait:
    """This person has ended that their agency takes part."""

    def step(course: Course) -> None:
        reason = next(iter(pack().codes("joint_ends")))
        with course.acting(by) as taking:
            work = access.going_on_with(taking).get(case_id=course.case_id)
            actions.end(work.pk, reason=reason, words=words, by=taking, at=course.next())

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=180,
        child=Child(given_names="Rochelle", family_name="Banbury", age=15, sex="female"),
        kind="made_to_work",
        area=4,
        occurred="For half a year",
        account="She washed dishes in a bar until morning and was locked in by day. She knows the names of two others.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, lately(60)),
            joint_work_asked(of="inspector"),
            takes_part(by="inspector"),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=70,
        child=Child(given_names="Kemar", family_name="Ashworth", age=14, sex="male"),
        kind="made_to_commit_crime",
        area=7,
        occurred="Since the start of school",
        account="He kept watch at a house for men who paid him with a telephone. He was hit when he wanted to stop.",
        way=(
            *(assigned(to="colleague"), screened, lately(10)),
            joint_work_asked(
                of="inspector",
                summary="He is safe with his grandmother. He has not spoken with the police yet.",
            ),
        ),
    ),
)
