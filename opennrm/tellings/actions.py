"""What writes down what a child was told, and corrects it. Each is one step of the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused
from opennrm.tasks import ending

from . import access, events
from .access import Standing
from .models import Telling
from .vocabulary import Understood, Way


class TellingIncomplete(Refused):
    """Something is missing; the message says what to do, and `field` is the answer to correct."""


class CorrectedAlready(Refused):
    """Somebody has corrected this row since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the child was told and how. Without a known time, `happened_at` is the beginning of the day.

    :param told_by: who told the child, if it was not whoever writes it down.
    :param level: the ages of the sheet that was used; None: no sheet was.
    """

    moment: Moment
    happened_at: datetime
    is_time_known: bool
    language: str
    ways: tuple[str, ...]
    understood: str
    level: Level | None = None
    told_by: str = ""
    questions: str = ""


def write(case_id: UUID, *, content: Content, page: UUID, by: Actor, at: datetime) -> Telling:
    """Write down that the child was told something. Tasks that asked for it, and that `by` may end, are done.

    :param page: of each showing of the page another one: sent twice, it makes one row.
    :raises NotThere: there is no such case that `by` may see, or this is nothing of theirs.
    :raises NotAllowed: the role of `by` does not write down what children were told.
    :raises TellingIncomplete: something is missing, or lies in the future.
    """
    standing = access.case_to_write_in(by, case_id)
    if written := _of_page(case_id, page, by=by):
        return written
    _refuse_incomplete(content, at=at)
    telling = _drawn_up(standing, content, page, by=by, at=at)
    return _kept(telling, events.WRITTEN, standing, by=by, at=at)


def correct(
    case_id: UUID, telling_id: UUID, *, content: Content, reason: str, page: UUID, by: Actor, at: datetime
) -> Telling:
    """Write down once more what the child was told. The row that this corrects stays as it is.

    :raises NotThere: there is no such case or row that `by` may see.
    :raises NotAllowed: `by` neither wrote it down nor leads the case, or has a role that writes none of it.
    :raises TellingIncomplete: something is missing, or lies in the future.
    :raises CorrectedAlready: it was corrected before; that correction can be corrected.
    """
    standing, before = access.telling_to_correct(by, case_id, telling_id)
    if written := _of_page(case_id, page, by=by):
        return written
    if access.tellings_of(by, case_id).filter(corrects=before).exists():
        raise CorrectedAlready(_("Somebody has corrected this in the meantime. Read what it says now."))
    _refuse_incomplete(content, at=at)
    if not reason.strip():
        raise TellingIncomplete(_("Say why you are correcting this."), field="reason")
    telling = _drawn_up(standing, content, page, by=by, at=at)
    telling.corrects = before
    telling.readers = sorted({*telling.readers, *before.readers} if standing.leads else {*telling.readers})
    case_access.seal(by, case_id).close_field(telling, "reason", reason.strip())
    return _kept(telling, events.CORRECTED, standing, by=by, at=at)


def _of_page(case_id: UUID, page: UUID, *, by: Actor) -> Telling | None:
    return Telling.objects.visible_to(by).filter(case_id=case_id, form_token=page).first()


def _refuse_incomplete(content: Content, *, at: datetime) -> None:
    if content.language not in pack().listed("languages"):
        raise TellingIncomplete(_("Choose the language."), field="language")
    if not content.ways or not {*content.ways} <= {*Way.values}:
        raise TellingIncomplete(_("Choose how the child was told."), field="ways")
    if Way.SHEET in content.ways and content.level is None:
        raise TellingIncomplete(_("Choose which sheet you used."), field="level")
    if content.understood not in Understood.values:
        raise TellingIncomplete(_("Choose whether the child understood."), field="understood")
    if content.happened_at > at:
        raise TellingIncomplete(_("Enter when it was. It cannot be in the future."), field="happened_on")


def _drawn_up(standing: Standing, content: Content, page: UUID, *, by: Actor, at: datetime) -> Telling:
    """A row, not yet saved. Whoever does not lead the case knows of no part but their own."""
    case = standing.case
    covered = case_access.covered(case.pk, Telling.SCOPE, at=at) if standing.leads else [LEAD]
    holders = sorted({LEAD, *standing.parts})
    telling = Telling(
        case=case,
        moment=content.moment,
        happened_at=content.happened_at,
        is_time_known=content.is_time_known,
        language=content.language,
        ways=list(content.ways),
        understood=content.understood,
        form_token=page,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=sorted({*covered, *holders}),
        writers=holders,
    )
    if Way.SHEET in content.ways and content.level is not None:
        sheet = pack().sheets.sheet(content.moment, content.level, content.language)
        telling.level, telling.sheet_language = content.level, sheet.language
        telling.sheet_version = sheet.version
    seal = case_access.seal(by, case.pk)
    seal.close_field(telling, "told_by", content.told_by.strip())
    seal.close_field(telling, "questions", content.questions.strip())
    return telling


def _kept(telling: Telling, event: Event, standing: Standing, *, by: Actor, at: datetime) -> Telling:
    try:
        with transaction.atomic():
            telling.save(from_action=True, force_insert=True)
    except IntegrityError:
        # The same page was sent twice at once: whoever comes second has waited here, and gets the other's row.
        return Telling.objects.visible_to(by).get(case_id=telling.case_id, form_token=telling.form_token)
    tell(
        event,
        telling.case_id,
        subject=telling,
        by=by,
        at=at,
        right=case_access.right_of(by, standing.case),
        detail={"telling": str(telling.pk), "moment": telling.moment},
        matter=Matter(id=telling.pk),
        seen_by=[reader for reader in telling.readers if reader != LEAD],
    )
    _finish_tasks(telling, by=by, at=at)
    return telling


def _finish_tasks(telling: Telling, *, by: Actor, at: datetime) -> None:
    """Mark what asked for this as done, unless the child has to be told again."""
    if telling.understood == Understood.NO:
        return
    asking = [rule.code for rule in pack().tasks.values() if rule.tells == telling.moment]
    until = telling.happened_at if telling.is_time_known else telling.happened_at + timedelta(days=1)
    ending.finish_by_rule(telling.case_id, asking, made_until=until, by=by, at=at)
