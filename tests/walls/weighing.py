"""What is asked about the child of the cast: a panel that is asked for, one that votes, and what was decided."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.best_interests import actions, panel
from opennrm.country.pack import pack
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries

MEMBERS = ("lead_supervisor", "taking_part", "service_accepted")


def weigh(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Make four with words that give the child away in all that is sealed; returns ids for addresses."""
    word = canaries.best_interests
    asked, voting = (_begin(world, people, case_id, word, "determination") for _each in range(2))
    assessment, decided = (_begin(world, people, case_id, word, "assessment") for _each in range(2))
    _seat(world, people, asked, word)
    with world.acting(people["lead_assigned"]) as actor:
        waiting = _name(asked, people["taking_part"], is_chair=False, by=actor)
    seats = _seat(world, people, voting, word)
    with world.acting(people["lead_assigned"]) as actor:
        panel.open_panel(voting, by=actor, at=timezone.now())
    with world.acting(people["service_accepted"]) as actor:
        vote: Any = {"ballot": "for", "number": 1, "reason": f"{word} said so."}
        panel.vote(seats["service_accepted"], **vote, by=actor, at=timezone.now())
    with world.acting(people["lead_supervisor"]) as actor:
        by: Any = {"by": actor, "at": timezone.now()}
        actions.decide_for_now(asked, text=f"{word} waits.", page=uuid4(), **by)
        why: Any = {"reasons": f"{word} is safe.", "answer": f"{word} wants it."}
        actions.decide(decided, number=1, **why, page=uuid4(), **by)
    return {
        "procedure_id": asked,
        "voting_procedure_id": voting,
        "assessment_id": assessment,
        "decided_procedure_id": decided,
        "waiting_seat_id": waiting,
        "voting_seat_id": seats["taking_part"],
    }


def _begin(world: World, people: dict[str, Person], case_id: UUID, word: str, kind: str) -> UUID:
    question = next(iter(pack().codes("best_interests_questions")))
    with world.acting(people["lead_assigned"]) as actor:
        by: Any = {"by": actor, "at": timezone.now()}
        given: Any = {"kind": kind, "question": question, "facts": f"{word} asks.", "view": f"I like {word}."}
        made = actions.begin(case_id, **given, page=uuid4(), **by)
        for _each in range(2):
            actions.add_choice(made.pk, text=f"With {word}", page=uuid4(), **by)
        said: Any = {"speaks_for": f"{word} is near.", "speaks_against": f"{word} drinks."}
        actions.weigh(made.pk, number=1, factor="safety", **said, page=uuid4(), **by)
    return made.pk


def _seat(world: World, people: dict[str, Person], procedure_id: UUID, word: str) -> dict[str, UUID]:
    """Three members have taken their seats; the supervisor chairs."""
    seats = {}
    for name in MEMBERS:
        with world.acting(people["lead_assigned"]) as actor:
            seats[name] = _name(procedure_id, people[name], is_chair=name == MEMBERS[0], by=actor)
        with world.acting(people[name]) as actor:
            taken: Any = {"undertakes": True, "interest": "none", "words": f"I met {word} once."}
            panel.take_seat(seats[name], **taken, by=actor, at=timezone.now())
    return seats


def _name(procedure_id: UUID, member: Person, *, is_chair: bool, by: Any) -> UUID:
    codes = list(pack().codes("disciplines"))
    discipline = codes[0] if is_chair else codes[1]
    agency: Any = member.membership.agency_id
    given: Any = {"agency": agency, "discipline": discipline, "is_chair": is_chair, "page": uuid4()}
    return panel.name_seat(procedure_id, **given, by=by, at=timezone.now()).pk
