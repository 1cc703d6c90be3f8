"""The case conferences of the cast: one that is planned, one that was held, and one that was cancelled."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.conferences import actions, agenda, drafts, minutes
from opennrm.conferences.models import AgendaItem
from opennrm.conferences.states import Attendance, Way
from opennrm.country.pack import pack
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def confer(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Make the three with words that give the case away in everything that is sealed; returns ids for addresses."""
    now, word = timezone.now(), canaries.conference
    with world.acting(people["lead_assigned"]) as actor:
        by: Any = {"by": actor, "at": now}
        planned, held, cancelled = (
            actions.plan(
                case_id, starts_at=now, way=Way.VIDEO, place=f"At {word}", chair=None, page=uuid4(), **by
            )
            for _each in range(3)
        )
        actions.cancel(cancelled.pk, reason=f"{word} is ill.", **by)
        guests = {each.pk: _invite(each.pk, word, **by) for each in (planned, held)}
        later: Any = {"starts_at": now, "way": Way.IN_PERSON, "place": f"At {word}"}
        actions.move_to(planned.pk, **later, reason=f"{word} cannot come.", seen=0, **by)
        agenda.add(planned.pk, sources=[], text=f"Where {word} is", page=uuid4(), **by)
        actions.hold(held.pk, attendance={guests[held.pk]: Attendance.ATTENDED}, **by)
        said: Any = {"text": f"{canaries.minutes} said so.", "reason": f"{canaries.minutes} was not named."}
        for seen in (0, 1):
            minutes.write(held.pk, **said, seen=seen, page=uuid4(), **by)
        _agree(held.pk, word, **by)
    for writer in ("lead_assigned", "lead_supervisor"):
        with world.acting(people[writer]) as actor:
            drafts.keep(held.pk, text=canaries.unfinished_minutes, page=uuid4(), by=actor, at=now)
    item = AgendaItem.objects.using("setup").get(conference_id=planned.pk)
    return {
        "conference_id": planned.pk,
        "held_conference_id": held.pk,
        "participant_id": guests[planned.pk],
        "item_id": item.pk,
    }


def _invite(conference_id: UUID, word: str, **by: Any) -> UUID:
    discipline = next(iter(pack().codes("disciplines")))
    who: Any = {"discipline": discipline, "agency": None, "who": f"Aunt of {word}"}
    return actions.invite(conference_id, **who, page=uuid4(), **by).pk


def _agree(conference_id: UUID, word: str, **by: Any) -> None:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=5)
    kind = next(iter(pack().codes("task_kinds")))
    to_do: Any = {"text": f"Ask {word} about it.", "kind": kind, "due_on": day}
    minutes.agree(conference_id, **to_do, given_to=None, participant=None, page=uuid4(), **by)
