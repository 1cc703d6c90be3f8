"""The case conferences of the cast: one that is planned, one that was held, and one that was cancelled."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.conferences import actions, agenda, drafts, guests, minutes
from opennrm.conferences.models import AgendaItem
from opennrm.conferences.states import Attendance, Coming, Way
from opennrm.country.pack import pack
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def confer(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Make the three with words that give the case away in all that is sealed; returns ids for addresses."""
    # The agency that takes part in the case is invited to the first two, and reads them.
    now, word = timezone.now(), canaries.conference
    with world.acting(people["lead_assigned"]) as actor:

        def by() -> Any:
            """Each is told at a moment of its own, so that the newest are always the same."""
            return {"by": actor, "at": timezone.now()}

        at: Any = {"starts_at": now, "way": Way.VIDEO, "place": f"At {word}", "chair": None}
        planned, held, cancelled = (actions.plan(case_id, **at, page=uuid4(), **by()) for _each in range(3))
        actions.cancel(cancelled.pk, reason=f"{word} is ill.", **by())
        aunts = {each.pk: _invite(each.pk, word, None, **by()) for each in (planned, held)}
        police = people["taking_part"].membership.agency_id
        others = {each.pk: _invite(each.pk, word, police, **by()) for each in (planned, held)}
        later: Any = {"starts_at": now, "way": Way.IN_PERSON, "place": f"At {word}"}
        actions.move_to(planned.pk, **later, reason=f"{word} cannot come.", seen=0, **by())
        written: Any = {"sources": [], "text": f"Where {word} is", "is_shared": True}
        agenda.add(planned.pk, **written, page=uuid4(), **by())
        came = {each[held.pk]: Attendance.ATTENDED for each in (aunts, others)}
        actions.hold(held.pk, attendance=came, **by())
        said: Any = {"text": f"{canaries.minutes} said so.", "reason": f"{canaries.minutes} was not named."}
        for seen in (0, 1):
            minutes.write(held.pk, **said, seen=seen, page=uuid4(), **by())
        _agree(held.pk, word, None, **by())
        action = _agree(held.pk, word, others[held.pk], **by())
    _answer(world, people["taking_part"], planned.pk, others[planned.pk], word)
    _begin_minutes(world, people, held.pk, canaries.unfinished_minutes)
    item = AgendaItem.objects.using("setup").get(
        conference_id=planned.pk, added_by_id=people["lead_assigned"].membership.pk
    )
    return {
        "conference_id": planned.pk,
        "held_conference_id": held.pk,
        "participant_id": aunts[planned.pk],
        "item_id": item.pk,
        "guest_id": others[planned.pk],
        "action_id": action,
    }


def _begin_minutes(world: World, people: dict[str, Person], conference_id: UUID, text: str) -> None:
    """Two people of the lead agency have begun to write minutes and not finished."""
    for writer in ("lead_assigned", "lead_supervisor"):
        with world.acting(people[writer]) as actor:
            drafts.keep(conference_id, text=text, page=uuid4(), by=actor, at=timezone.now())


def _answer(world: World, guest: Person, conference_id: UUID, participant_id: UUID, word: str) -> None:
    """The agency that is invited says that somebody comes, and proposes something."""
    with world.acting(guest) as actor:
        by: Any = {"page": uuid4(), "by": actor, "at": timezone.now()}
        guests.propose(conference_id, text=f"Who meets {word}", **by)
        said: Any = {"coming": {participant_id: Coming.YES}, "words": f"Tell {word}."}
        guests.answer(conference_id, **said, seen=1, **by)


def _invite(conference_id: UUID, word: str, agency: UUID | None, **by: Any) -> UUID:
    discipline = next(iter(pack().codes("disciplines")))
    who: Any = {"discipline": discipline, "agency": agency, "who": f"Aunt of {word}"}
    return actions.invite(conference_id, **who, page=uuid4(), **by).pk


def _agree(conference_id: UUID, word: str, participant: UUID | None, **by: Any) -> UUID:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=5)
    kind = next(iter(pack().codes("task_kinds")))
    to_do: Any = {"text": f"Ask {word} about it.", "kind": kind, "due_on": day}
    return minutes.agree(
        conference_id, **to_do, given_to=None, participant=participant, page=uuid4(), **by
    ).pk
