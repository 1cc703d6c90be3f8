"""What whoever reported a concern may still do about its case: write as its reporter, under a key of its own.

They never read the key of the case. Theirs seals what they and the lead write to each other and the label of the
receipt, and nothing else. Whoever destroys the key of a case has to destroy this one too.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from opennrm.cases.bound import LEAD
from opennrm.cases.models import Receipt
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.sealing import Seal, seal_of

from .models import ReporterKey


def as_reporter(by: Actor, case_id: UUID) -> tuple[Actor, int]:
    """Let whoever reported a concern add rows of its case until the transaction ends.

    Returns them with what the database lets them do now, and the principal by which they do it.

    :raises NotThere: they did not report it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.write_as_reporter(%s)", [case_id])
        part = cursor.fetchone()[0]
    if part is None:
        raise NotThere
    return replace(by, principals=(*by.principals, part)), part


def seals(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Seal]:
    """What opens the messages and the labels of these cases, as far as the actor reported or leads them."""
    keys = ReporterKey.objects.visible_to(actor).filter(case__pk__any_of=case_ids)
    return {key.case_id: seal_of(key.pk, key.wrapped) for key in keys}


def seal(actor: Actor, case_id: UUID) -> Seal:
    """The same for one case.

    :raises NotThere: the actor neither reported nor leads it, or nothing was written yet.
    """
    found = seals(actor, [case_id])
    if case_id not in found:
        raise NotThere
    return found[case_id]


def seal_to_write(by: Actor, receipt: Receipt, *, writers: Collection[int]) -> Seal:
    """The same, made where nothing was written yet. `writers` is by what `by` adds rows of the case."""
    if found := seals(by, [receipt.case_id]):
        return found[receipt.case_id]
    reporter = person_principal(receipt.reporter.account_id, receipt.reporter.agency_id)
    key = ReporterKey(
        # Of two who write at once, one makes it.
        id=receipt.pk,
        case_id=receipt.case_id,
        wrapped=sealing.wrap_key(receipt.pk, sealing.new_data_key()),
        readers=[LEAD, reporter],
        writers=sorted({LEAD, *writers}),
    )
    try:
        with transaction.atomic():
            key.save(from_action=True, force_insert=True)
    except IntegrityError:
        return seal(by, receipt.case_id)
    return seal_of(receipt.pk, key.wrapped)
