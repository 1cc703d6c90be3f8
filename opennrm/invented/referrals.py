"""Referrals to services, as far as they have come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.consents.permissions import CONSENT_RECORD
from opennrm.consents.queries import to_service
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.referrals import actions, agreement
from opennrm.referrals.models import ChildView, Referral
from opennrm.referrals.terms import CannotRefer, terms_for

from .cases import assigned
from .concerns import Story
from .consents import everybody_agrees, mother_is_involved, withdrawn
from .course import Course, EndsHere, Somebody, Trait, lately
from .people import Child
from .screening import ROMAINE, confirmed, presumed, screened


def agree(case_id: UUID, service: Service, *, by: Actor, at: datetime) -> None:
    """Everybody whose agreement is needed has agreed that this service helps."""
    case = case_access.visible_to(by).get(pk=case_id)
    everybody_agrees(
        case,
        agreement.purpose_of(service),
        recipient=agreement.recipient_of(service),
        to=to_service(service),
        scopes=terms_for(by.agency_kind, service, at=at).accepted_scopes,
        by=by,
        at=at,
    )


def send(case_id: UUID, service: Service, *, by: Actor, at: datetime, **given: Any) -> Referral:
    """Ask a service to help, on the first legal basis that the country gives, once everybody has agreed.

    :raises CannotRefer: the service cannot be asked.
    """
    answers = {
        "basis": terms_for(by.agency_kind, service, at=at).legal_bases[0],
        "child_agrees": ChildView.AGREES,
        "note": Course.note,
    }
    if by.may(CONSENT_RECORD) and case_access.leads_case_of(by, case_id):
        agree(case_id, service, by=by, at=at)
    return actions.send(case_id, service_id=service.pk, by=by, at=at, **(answers | given))


def take_step(verb: str, referral_id: UUID, *, by: Actor, at: datetime, **given: Any) -> Referral:
    """Take one step on a referral, such as "accept" or "decline", with an invented answer to what it asks."""
    asked = {
        "decline": ("reason", "decline_reasons"),
        "withdraw": ("reason", "withdraw_reasons"),
        "complete": ("outcome", "outcomes"),
    }.get(verb)
    answers = {asked[0]: next(iter(pack().codes(asked[1])))} if asked else {}
    return getattr(actions, verb)(referral_id, by=by, at=at, **(answers | given))


def referred(to: Somebody) -> Trait:
    """The service of this agency that has most room has been asked, and has not answered."""

    def step(course: Course) -> None:
        with course.acting(to) as provider:
            services = Service.objects.filter(agency_id=provider.agency_id)
        service = services.order_by("-places_free").first()
        if service is None:
            raise EndsHere("There is no such service in this country.")
        with course.acting(course.worker) as worker:
            try:
                sent = send(course.case_id, service, by=worker, at=course.next(), note=course.note)
            except CannotRefer as refused:
                raise EndsHere(str(refused)) from refused
        course.referral_id, course.provider = sent.pk, to

    return step


def _answered(verb: str) -> Trait:
    def step(course: Course) -> None:
        assert course.referral_id is not None
        with course.acting(course.provider) as provider:
            take_step(verb, course.referral_id, by=provider, at=course.next())

    return step


accepted = _answered("accept")
declined = _answered("decline")
completed = _answered("complete")

STORIES = (
    Story(
        by="nurse",
        hours_ago=150,
        child=Child(given_names="Shanoya", family_name="Petgrave-Lowe", age=13, sex="female"),
        kind="made_to_work",
        area=5,
        occurred="Since the summer",
        account="She cleans two houses before school. Her mother takes the money and shouts when she is late.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, mother_is_involved),
            *(lately(8), referred(to="shelter"), accepted, withdrawn),
        ),
    ),
    Story(
        by="constable",
        hours_ago=98,
        child=Child(given_names="Amoya", family_name="Lindqvist-Reid", age=13, sex="female"),
        kind="moved_or_handed_over",
        area=3,
        occurred="Three weeks ago",
        account="She was handed over to relatives she had never met, who took her out of school. An aunt in another "
        "town told us.",
        way=(assigned(to="caseworker"), screened, presumed, lately(8), referred(to="shelter")),
    ),
    Story(
        by="nurse",
        hours_ago=120,
        child=Child(given_names="Brianna", family_name="Coke-Ellery", age=16, sex="female"),
        kind="online",
        area=6,
        occurred="Several times this year",
        account="She was made to send pictures, and is threatened with sending them to her school if she stops.",
        way=(assigned(to="caseworker"), screened, presumed, lately(8), referred(to="shelter"), accepted),
    ),
    Story(
        by="constable",
        hours_ago=170,
        child=Child(given_names="Malik", family_name="Thornbury", age=11, sex="male"),
        kind="made_to_beg_or_sell",
        area=7,
        occurred="Every day at the market",
        account="He sells sweets until late at night and hands all the money to a man in a van. Two younger boys are "
        "with him.",
        way=(assigned(to="colleague"), screened, presumed, lately(8), referred(to="counsellor")),
    ),
    Story(
        by="constable",
        hours_ago=260,
        child=Child(given_names="Desrine", family_name="Okafor-Hale", age=17, sex="female"),
        kind="sold_or_married",
        area=1,
        occurred="At the start of the year",
        account="Her father took money from a man of fifty who calls her his wife. She ran away twice and was brought "
        "back.",
        way=(
            *(assigned(to="caseworker"), screened, presumed),
            *(lately(8), referred(to="shelter"), accepted, completed),
            confirmed,
            *(lately(8), referred(to="counsellor"), accepted),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=330,
        child=ROMAINE,
        kind="kept_or_controlled",
        area=8,
        occurred="Until last month",
        account="He was locked in at night on a farm and fished by day. He wants to know whether his brother is still "
        "there.",
        way=(
            *(assigned(to="colleague"), screened, presumed),
            *(lately(8), referred(to="counsellor"), declined),
            *(screened, confirmed),
        ),
    ),
)
