"""Of an erased case nobody can read a word, not even whoever has the database and the master key."""

import subprocess
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from opennrm.cases.bound import bound_models
from opennrm.cases.models import CaseKey
from opennrm.closing.models import Closure
from opennrm.concerns.models import ReporterKey
from opennrm.foundation.policies import policy
from opennrm.foundation.sealing import Seal, SealBroken, SealedField, seal_of
from opennrm.foundation.visibility import guarded_models
from opennrm.retention import jobs
from opennrm.retention.models import Erasure
from tests import databases
from tests.walls import cast as casting
from tests.walls.cast import Cast

pytestmark = pytest.mark.database
OTHERS = {"saved_list", "closing", "erased", "old_list", "other_interview"}
"""Words of the cast that stand in no record of its first case."""
IN_A_DRAFT = {
    "given_names", "family_name", "other_names", "address", "place", "account", "document_number", "nationality",
    "reporter_contact", "file_name", "telephone", "label", "school", "told_guardian",
}  # fmt: skip
"""Words that stand in a concern too that somebody of the cast has begun and not sent."""


def sealed_fields(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, SealedField)]


def seals() -> list[Seal]:
    """Every key of a case or of its reporter that is left, opened with the master key."""
    wrapped = [
        *CaseKey.objects.using("setup").exclude(wrapped=None).values_list("pk", "wrapped"),
        *ReporterKey.objects.using("setup").values_list("pk", "wrapped"),
    ]
    return [seal_of(key_id, value) for key_id, value in wrapped]


def readable() -> Iterator[str]:
    """Everything sealed in the database that some key that is left opens."""
    keys = seals()
    for model in guarded_models():
        names = [name for name in sealed_fields(model) if name not in ("wrapped", "wrapped_key")]
        for row in model.objects.using("setup").only("id", *names) if names else ():
            for name in names:
                yield from opened(keys, row, name)


def opened(keys: list[Seal], row: Model, name: str) -> Iterator[str]:
    for seal in keys if getattr(row, name) else ():
        try:
            content = seal.open(getattr(row, name), label=f"{row._meta.label_lower}.{name}", row_id=row.pk)
        except SealBroken:
            continue
        yield content.decode(errors="replace")
        return


def found(words: dict[str, str]) -> set[str]:
    """The names of those words that can be read."""
    everything = "\n".join(readable())
    return {name for name, word in words.items() if word in everything}


def let_it_be_past_its_time(cast: Cast, superuser) -> None:
    """Past the walls: the case, with all its records, closed decades ago, and approved to be erased."""
    case, long_ago = cast.case, timezone.now() - timedelta(days=366 * 60)
    for statement in (
        "UPDATE cases_case SET closed_at = %(then)s WHERE id = %(case)s",
        "UPDATE sec.lead SET closed_at = %(then)s WHERE case_id = %(case)s",
        "UPDATE tasks_task SET state = 'done', ended_at = now() WHERE case_id = %(case)s AND state = 'open'",
        "UPDATE custody_recordinghold SET lifted_at = now(), lifted_by_id = set_by_id WHERE case_id = %(case)s",
        "UPDATE concerns_casetie SET ended_at = now(), ended_by_id = tied_by_id WHERE case_id = %(case)s",
        "UPDATE sec.holding SET offered_until = NULL, valid_from = %(then)s, valid_until = %(then)s WHERE principal IN "
        "(SELECT id FROM sec.principal WHERE case_id = %(case)s)",
    ):
        superuser.execute(statement, {"case": case.pk, "then": long_ago})
    _approve(cast, _job(superuser), long_ago)


def _approve(cast: Cast, job: int, long_ago: datetime) -> None:
    case = cast.case
    supervisor, officer = cast.people["lead_supervisor"], cast.people["data_officer"]
    shared = {"case_id": case.pk, "readers": case.readers, "writers": case.writers}
    closure = Closure(
        **shared,
        state="approved",
        reason="x",
        outcome="x",
        is_child_told=True,
        form_token=uuid.uuid4(),
        asked_at=long_ago,
        asked_by=cast.people["lead_assigned"].membership,
        decided_at=long_ago,
        decided_by=supervisor.membership,
        retention="case",
        kept_until=long_ago.date(),
    )
    closure.save(from_action=True, force_insert=True, using="setup")
    Erasure(
        **shared | {"readers": [*case.readers, job], "writers": [*case.writers, job]},
        closure=closure,
        reference=case.reference,
        opened_at=case.opened_at,
        closed_at=long_ago,
        retention="case",
        kept_until=long_ago.date(),
        state="approved",
        asked_at=long_ago,
        asked_by=supervisor.membership,
        decided_at=long_ago,
        decided_by=officer.membership,
        takes_effect_at=long_ago,
    ).save(from_action=True, force_insert=True, using="setup")


def _job(superuser) -> int:
    return superuser.execute("SELECT sec.system_principal('retention.erase')").fetchone()[0]


def test_of_a_case_with_every_kind_of_record_no_word_is_left(world, superuser):
    cast = casting.begin(world)
    words = {name: word for name, word in vars(cast.canaries).items() if name not in OTHERS}
    before = found(words)
    assert len(before) > 25, "the words must really have been there"
    kinds = {
        model
        for model in bound_models()
        if model.objects.using("setup").filter(case_id=cast.case.pk).exists()
    }
    assert len(kinds) > 35
    let_it_be_past_its_time(cast, superuser)
    with world.connected_as("opennrm_worker"):
        jobs.erase_cases()

    going = {table.name for table in policy().guarded if table.goes_with_case}
    for model in bound_models():
        left = model.objects.using("setup").filter(case_id=cast.case.pk)
        if model._meta.db_table in going:
            assert not left.exists(), model
        assert not any(getattr(row, name) for row in left for name in sealed_fields(model)), model
    assert found(words) <= IN_A_DRAFT
    dump = subprocess.run(
        [str(databases.cluster().program("pg_dump")), "--data-only",
         databases.cluster().dsn(databases.database.SUPERUSER, settings.WORKER_DATABASE)],
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert [name for name in before if words[name] in dump] == []


def test_the_word_of_the_erased_case_of_the_cast_is_only_in_those_that_are_kept(world, superuser):
    cast = casting.begin(world)
    kept = [cast.ids["past_case_id"], cast.ids["erasure_case_id"]]
    superuser.execute("UPDATE cases_casekey SET wrapped = NULL WHERE id = ANY (%s)", [kept])
    assert found({"erased": cast.canaries.erased}) == set()


def test_whatever_points_to_a_record_that_goes_with_a_case_goes_too_or_is_emptied():
    going = {table.name for table in policy().guarded if table.goes_with_case}
    emptied = {"people_searchtoken", "linkage_matchtoken"}
    left = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.db_table in going
    }
    assert left - going == emptied
