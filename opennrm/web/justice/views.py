"""Proceedings: the list with what there is to do, one of them, and what begins and ends it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.justice import access, actions, queries
from opennrm.justice.models import Count, Hearing, Sentence
from opennrm.justice.permissions import HEARING_KEEP, PROCEEDING_KEEP
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.justice import forms, words
from opennrm.web.justice.asking import Asked, ask, without_page
from opennrm.web.request import Request, posted

NEWEST_ENDED = 20


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_safe
def index(request: Request) -> HttpResponse:
    """What there is to do, the proceedings that go on, and the last ones that ended."""
    actor = request.actor
    found = list(access.going_on(actor).order_by("-opened_on", "id"))
    ended = access.proceedings(actor).exclude(closed_on=None).order_by("-closed_on", "id")
    context = {
        "alerts": [words.alert_in_words(each) for each in queries.alerts(actor, at=timezone.now(), of=found)],
        "proceedings": [(each, words.name_of(each)) for each in found],
        "ended": [(each, words.name_of(each)) for each in ended[:NEWEST_ENDED]],
        "may_prosecute": actor.may(PROCEEDING_KEEP),
    }
    return render(request, "justice/list.html", context)


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_safe
def show(request: Request, proceeding_id: UUID) -> HttpResponse:
    """One proceeding: the counts by who is accused, the hearings, and the children, as far as the role allows."""
    actor = request.actor
    proceeding = access.proceeding_to_read(actor, proceeding_id)
    counts = list(access.of_proceeding(Count, actor, proceeding_id).order_by("number"))
    numbers = {count.pk: count.number for count in counts}
    sentences = {
        row.count_id: row for row in Sentence.objects.visible_to(actor).that_count().filter(count__in=counts)
    }
    names = access.names_of(actor, proceeding)
    context = {
        "proceeding": proceeding,
        "name": words.name_of(proceeding),
        "counts": [words.count_in_words(each, names, sentences.get(each.pk), numbers) for each in counts],
        "accused": names.values(),
        "hearings": access.of_proceeding(Hearing, actor, proceeding_id).order_by("-starts_at", "id"),
        "children": words.children_of(actor, proceeding),
        "alerts": [
            words.alert_in_words(each) for each in queries.alerts(actor, at=timezone.now(), of=[proceeding])
        ],
        "may_prosecute": actor.may(PROCEEDING_KEEP),
    }
    return render(request, "justice/show.html", context)


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Open a proceeding about the child of a case."""
    case = access.case_to_prosecute_in(request.actor, case_id, lock=False)
    asked = Asked(
        title=_("Open a proceeding"),
        caption=case.reference,
        intro=_(
            "Whoever leads the case sees that the child is in court, and when. They never see who is accused."
        ),
        done=_("The proceeding was opened. Now add who is accused."),
        back=reverse("proceeding-list"),
        back_text=_("Proceedings"),
    )
    return ask(
        request,
        forms.ProceedingForm(posted(request)),
        asked,
        lambda said, who: actions.open_proceeding(case_id, **said, **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add_child(request: Request, case_id: UUID) -> HttpResponse:
    """Add the child of a case to a proceeding that goes on."""
    case = access.case_to_prosecute_in(request.actor, case_id, lock=False)
    going_on = access.going_on(request.actor).order_by("-opened_on", "id")
    offered = [(str(each.pk), words.name_of(each)) for each in going_on]
    asked = Asked(
        title=_("Add the child to a proceeding"),
        caption=case.reference,
        done=_("The child was added to the proceeding."),
        back=reverse("proceeding-list"),
        back_text=_("Proceedings"),
    )
    return ask(
        request,
        forms.ChildForm(posted(request), proceedings=offered),
        asked,
        lambda said, who: actions.add_child(case_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, proceeding_id: UUID) -> HttpResponse:
    """Record that a proceeding has ended."""
    proceeding = access.proceeding_to_change(request.actor, proceeding_id, lock=False)
    asked = Asked(
        title=_("Record that the proceeding has ended"),
        caption=words.name_of(proceeding),
        intro=_(
            "Every count must be decided, and no hearing listed. Payments can still be recorded afterwards."
        ),
        done=_("The proceeding has ended."),
        back=reverse("proceeding-show", args=[proceeding_id]),
        back_text=_("Back to the proceeding"),
    )
    return ask(
        request,
        forms.ClosedForm(posted(request)),
        asked,
        lambda said, who: actions.close_proceeding(proceeding_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@button("proceeding-show", "proceeding_id", undone=gettext_lazy("Nothing was saved."))
def remind(request: Request, proceeding_id: UUID) -> HttpResponse:
    """Have a proceeding brought to mind again later."""
    actions.remind_later(proceeding_id, by=request.actor, at=timezone.now())
    messages.success(request, _("We will bring this proceeding to mind again later."))
    return redirect("proceeding-show", proceeding_id)


@requires(PROCEEDING_KEEP)
@require_safe
def checklist(request: Request, proceeding_id: UUID) -> HttpResponse:
    """What to look at before a charge is filed, to read or print: basis, facts, restitution, special measures."""
    proceeding = access.proceeding_to_read(request.actor, proceeding_id, event="proceeding.printed")
    counts = (
        Count.objects.visible_to(request.actor)
        .filter(proceeding_id=proceeding_id)
        .that_count()
        .order_by("number")
    )
    names = access.names_of(request.actor, proceeding)
    checks = [
        {"check": each, "title": words.offence_of(each.count), "who": names.get(each.count.accused_id, "")}
        for each in queries.checklist(counts)
    ]
    context = {
        "proceeding": proceeding,
        "name": words.name_of(proceeding),
        "checks": checks,
        "children": words.children_of(request.actor, proceeding),
    }
    return render(request, "justice/checklist.html", context)
