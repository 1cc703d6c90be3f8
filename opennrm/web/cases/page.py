"""Everything that the page of one case shows, gathered through what each context lets this actor see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access, deadlines
from opennrm.cases import documents as case_documents
from opennrm.cases.models import Case, TimelineEntry
from opennrm.concerns import access as concern_access
from opennrm.concerns.models import Concern
from opennrm.country.codes import title_of
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import PDF
from opennrm.people import access as people_access
from opennrm.referrals import access as referral_access
from opennrm.screening import access as screening_access
from opennrm.screening.models import Decision, Screening
from opennrm.web.cases import overview, story


def contents(actor: Actor, case: Case, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/show.html."""
    leads = access.leads(actor, case)
    decider = screening_access.as_decider(actor, case)
    timeline = TimelineEntry.objects.visible_to(actor).filter(case_id=case.pk)
    due = deadlines.of_case(actor, case.pk, at=at)
    screenings = Screening.objects.visible_to(actor).filter(case_id=case.pk)
    referrals = (
        referral_access.visible_to(actor).filter(case_id=case.pk).select_related("service", "receiver")
    )
    due_of = {
        deadline.clock.subject_id: deadline for deadline in reversed(due) if not deadline.clock.stopped_at
    }
    return {
        "case": case,
        "row": overview.rows(actor, [case], at=at)[0],
        "dangers": _dangers(actor, case),
        "sex": title_of(pack().codes("sexes"), case.sex),
        "languages": [language.name for language in pack().languages if language.code in case.languages],
        "leads": leads,
        "request_waiting": decider is not None and decider.request is not None,
        "may_decide": decider is not None and actor.may("decision_make") and bool(decider.open_to(actor)),
        "may_ask": leads and decider is not None and screening_access.may_ask(actor)
        and bool(pack().identification.roles_to_ask(decider.identification.state)),
        "reasons": access.why_visible(actor, case),
        "parts": access.parts_of(actor, case.pk).select_related("agency"),
        "deadlines": [deadline for deadline in due if deadline.clock.subject_id is None],
        "perms_of": dict.fromkeys(actor.permissions, True),
        "referrals": [(referral, due_of.get(referral.pk)) for referral in referrals.order_by("-sent_at")],
        "screenings": screenings.select_related("done_by__account").order_by("-done_at"),
        "decisions": Decision.objects.visible_to(actor).filter(case_id=case.pk)
        .select_related("decided_by__account").order_by("-recorded_at"),
        "documents": _files(case_documents.list_of(actor, case)),
        "story": story.tell(timeline.select_related("account", "agency").order_by("-at", "id")),
        "may_open_identity": people_access.may_open_identity(actor, case.pk),
        "may_take": leads and case.assigned_to_id is None and not actor.may("case_assign"),
        "may_assign": leads and actor.may("case_assign"),
        "now": at,
        "back": {"url": reverse("case-list"), "text": _("Cases")},
    }  # fmt: skip


def sealed_contents(actor: Actor, case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/identity.html. Opening them is recorded.

    :raises NotThere: there is no such case for this actor, or their part covers nobody.
    """
    case = access.case(actor, case_id, event=None)
    opened = people_access.open_identity(actor, case_id, at=at)
    is_shown = concern_access.shows_concern(actor, case_id)
    concern = concern_access.open_concern(actor, case_id, at=at) if is_shown else None
    documents = _files(case_documents.titles_of(actor, case))
    shown = {"case": case, "identity": opened, "concern": concern, "documents": documents}
    return {**shown, **(_in_words(concern) if concern else {})}


def _files(entries: Iterable[case_documents.Entry]) -> list[dict[str, Any]]:
    """Files under names that say nothing of anybody: what they were called is sealed."""
    return [
        {
            "file": entry,
            "name": (_("Document %(number)s") if entry.media_type == PDF else _("Picture %(number)s"))
            % {"number": entry.number},
        }
        for entry in entries
    ]


def _in_words(concern: concern_access.OpenConcern) -> dict[str, Any]:
    """The codes of what was reported, as people read them."""
    return {
        "kinds": [title_of(pack().codes("concern_kinds"), kind) for kind in concern.kinds],
        "dangers": _danger_words(concern.urgent_dangers),
        "told_by": title_of(pack().codes("sources"), concern.told_by),
        "area": overview.area_name(concern.area),
    }


def _dangers(actor: Actor, case: Case) -> list[str]:
    """The urgent dangers that were reported, for whoever sees what was reported."""
    reported = (
        Concern.objects.visible_to(actor).filter(case_id=case.pk).values_list("urgent_dangers", flat=True)
    )
    return _danger_words(dict.fromkeys(code for codes in reported for code in codes))


def _danger_words(codes: Iterable[str]) -> list[str]:
    return [title_of(pack().codes("urgent_dangers"), code) for code in codes]
