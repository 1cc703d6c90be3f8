"""Investigations and suspects beside the invented cases, and what police and prosecutors do in these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.investigations import access, actions, children, impunity, involving, links, suspects
from opennrm.investigations.permissions import INVESTIGATION_PROSECUTE
from opennrm.investigations.suspects import Facts
from opennrm.investigations.values import AgeBand, SuspectKind

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait, lately
from .joint_work import joint_work_asked, takes_part
from .people import Child
from .screening import presumed, screened


@dataclass(frozen=True, kw_only=True)
class Suspected:
    """Somebody who does not exist and is suspected, and what they are linked to."""

    facts: Facts
    role: str = ""
    links: Sequence[tuple[str, str]] = ()
    status: str = ""


def person(given_names: str, family_name: str, **known: str) -> Facts:
    """A suspect who is a person."""
    return Facts(
        kind=SuspectKind.NATURAL,
        given_names=given_names,
        family_name=family_name,
        age_band=AgeBand.ADULT,
        citizenships=(next(iter(pack().listed("citizenships"))),),
        **known,
    )


def company(name: str) -> Facts:
    """A suspect who is a company."""
    return Facts(kind=SuspectKind.LEGAL, family_name=name)


def investigated(*suspected: Suspected, by: Somebody, form: str = "sex", is_confined: bool = False) -> Trait:
    """An investigation about this child has been opened, with these suspects. Nobody is made twice."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            at = course.next()
            investigation = actions.open_investigation(
                form=form,
                origin=next(iter(pack().codes("investigation_origins"))),
                complicit_official="no",
                opened_on=timezone.localdate(at, timezone=pack().zone),
                is_confined=is_confined,
                page=uuid4(),
                by=actor,
                at=at,
            )
            reference = case_access.visible_to(actor).get(pk=course.case_id).reference
            children.add(investigation.pk, case_reference=reference, position="victim", by=actor, at=at)
        for each in suspected:
            _suspect(course, each, investigation.pk, by=by)

    return step


def _suspect(course: Course, each: Suspected, investigation_id: object, *, by: Somebody) -> None:
    with course.acting(by) as actor:
        at, name = course.next(), (each.facts.given_names, each.facts.family_name)
        known = {
            (one.texts["given_names"], one.texts["family_name"]): one
            for one in access.unrecorded(access.suspects(actor))
        }
        found = known.get(name)
        row = found.suspect if found else suspects.record(each.facts, page=uuid4(), by=actor, at=at)
        positions = pack().codes("suspect_positions")
        role = each.role if each.role in positions else next(iter(positions))
        involving.involve(investigation_id, row.pk, role=role, relation="unknown", by=actor, at=at)  # type: ignore[arg-type]
        for kind, value in each.links:
            links.add(row.pk, kind=kind, value=value, by=actor, at=at)
        if each.status in pack().codes("suspect_statuses"):
            suspects.add_status(
                row.pk, status=each.status, happened_at=at, is_time_known=True, by=actor, at=at
            )


def sent_to_prosecutor(*, by: Somebody) -> Trait:
    """The last investigation of whoever leads it has been sent to the prosecutors."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            offices = access.agencies_with(INVESTIGATION_PROSECUTE)
            if not offices:
                raise EndsHere("In this country nobody prosecutes.")
            mine = (
                access.visible_to(actor).filter(lead_id=actor.membership_id).order_by("-recorded_at", "-id")
            )
            actions.send(mine[0].pk, to_agency=offices[0].pk, words="", by=actor, at=course.next())

    return step


def arrested(*, by: Somebody, act: str = "gang", hours: int = 2) -> Trait:
    """The child was arrested so many hours before this is recorded."""

    def step(course: Course) -> None:
        acts = pack().codes("alleged_acts")
        with course.acting(by) as actor:
            at = course.next()
            impunity.record_arrest(
                course.case_id,
                act=act if act in acts else next(iter(acts)),
                arrested_at=at - timedelta(hours=hours),
                page=uuid4(),
                by=actor,
                at=at,
            )

    return step


HARBOUR = ("telephone", "876-555-0142")
BAR = ("place", "The Blue Lantern, Water Lane")
STORIES = (
    Story(
        by="nurse",
        hours_ago=400,
        child=Child(given_names="Tamika", family_name="Ellsworth", age=16, sex="female"),
        kind="made_to_work",
        area=1,
        occurred="Since the spring",
        account="She was promised work in a shop and came to a bar. A man takes what she earns and drives her there.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, lately(180)),
            joint_work_asked(of="investigator", purpose="investigation"),
            takes_part(by="investigator"),
            investigated(
                Suspected(
                    facts=person("Everton", "Blackstock", other_names="Boss", birth_date="1979", sex="male"),
                    role="exploiter",
                    links=(HARBOUR, BAR, ("vehicle", "4471 HK")),
                    status="wanted",
                ),
                Suspected(
                    facts=company("Lantern Nights Limited"),
                    role="financier",
                    links=(BAR, ("account", "55010 2287")),
                ),
                by="investigator",
            ),
            sent_to_prosecutor(by="investigator"),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=300,
        child=Child(given_names="Renae", family_name="Colville", age=15, sex="female"),
        kind="made_to_work",
        area=2,
        occurred="For some weeks",
        account="She answered an advertisement on her telephone. The same car that others spoke of took her along.",
        way=(
            *(assigned(to="colleague"), screened, presumed, lately(150)),
            joint_work_asked(of="investigator", purpose="investigation"),
            takes_part(by="investigator"),
            investigated(
                Suspected(
                    facts=person("Sherine", "Alcott", birth_date="1991-08-14", sex="female"),
                    role="recruiter",
                    links=(HARBOUR,),
                ),
                Suspected(
                    facts=person("Everton", "Blackstock"), role="transporter", links=(("vehicle", "4471-HK"),)
                ),
                by="investigator",
                form="both",
            ),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=60,
        child=Child(given_names="Romaine", family_name="Castleton", age=15, sex="male"),
        kind="made_to_commit_crime",
        area=3,
        occurred="For half a year",
        account="He was arrested with older boys. A man keeps his papers and beats those who want to leave.",
        way=(
            assigned(to="caseworker"),
            arrested(by="caseworker"),
            screened,
        ),
    ),
)
