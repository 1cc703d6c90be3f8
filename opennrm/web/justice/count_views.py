"""Who is accused, and the steps of a count."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.investigations.models import Suspect
from opennrm.justice import access, actions, counts, sentencing
from opennrm.justice.models import Count, Sentence
from opennrm.justice.permissions import PROCEEDING_KEEP
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.justice import forms, words
from opennrm.web.justice.asking import Asked, ask, without_page
from opennrm.web.justice.forms import Choice
from opennrm.web.request import Request, posted


def _asked(count: Count, title: str, done: str, **more: Any) -> Asked:
    return Asked(
        title=title,
        caption=_("Count %(number)s: %(offence)s")
        % {"number": count.number, "offence": words.offence_of(count)},
        done=done,
        back=reverse("proceeding-show", args=[count.proceeding_id]),
        back_text=_("Back to the proceeding"),
        **more,
    )


def _children(request: Request, count_or_proceeding: Any) -> list[Choice]:
    return [
        (str(child.pk), reference)
        for child, reference in words.children_of(request.actor, count_or_proceeding)
    ]


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add_accused(request: Request, proceeding_id: UUID) -> HttpResponse:
    """Add a person or company that is accused."""
    proceeding = access.proceeding_to_change(request.actor, proceeding_id, lock=False)
    suspects = [
        (str(each.pk), each.code) for each in Suspect.objects.visible_to(request.actor).order_by("id")
    ]
    asked = Asked(
        title=_("Add who is accused"),
        caption=words.name_of(proceeding),
        done=_("We saved who is accused. Now add the counts."),
        back=reverse("proceeding-show", args=[proceeding_id]),
        back_text=_("Back to the proceeding"),
    )
    return ask(
        request,
        forms.AccusedForm(posted(request), suspects=suspects),
        asked,
        lambda said, who: actions.add_accused(proceeding_id, **said, **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, proceeding_id: UUID) -> HttpResponse:
    """Add a count."""
    proceeding = access.proceeding_to_change(request.actor, proceeding_id, lock=False)
    accused = [(str(pk), name) for pk, name in access.names_of(request.actor, proceeding).items()]
    form = forms.CountForm(posted(request), accused=accused, children=_children(request, proceeding))
    asked = Asked(
        title=_("Add a count"),
        caption=words.name_of(proceeding),
        intro=_("A count is one person and one offence. It cannot be edited later, only replaced."),
        notes=() if accused else (_("Add who is accused first."),),
        done=_("The count was added."),
        back=reverse("proceeding-show", args=[proceeding_id]),
        back_text=_("Back to the proceeding"),
    )
    return ask(
        request,
        form,
        asked,
        lambda said, who: counts.lay(
            proceeding_id, accused=said["accused"], charge=form.charge, on=said["on"], **who
        ),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: Request, count_id: UUID) -> HttpResponse:
    """Replace a count by another one."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    names = ("offence", "basis", "facts", "lesser_because")
    initial = {name: getattr(count, name) for name in names} | {
        "victims": [str(each) for each in count.victims]
    }
    form = forms.AmendForm(posted(request), initial=initial, children=_children(request, count.proceeding))
    intro = _("The count stays as it was, with the day and the reason. The new one takes its place.")
    return ask(
        request,
        form,
        _asked(count, _("Replace a count"), _("The count was replaced."), intro=intro),
        lambda said, who: counts.amend(
            count_id, charge=form.charge, on=said["on"], reason=said["reason"], **who
        ),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def plea(request: Request, count_id: UUID) -> HttpResponse:
    """Record what the accused answers."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    return ask(
        request,
        forms.PleaForm(posted(request)),
        _asked(count, _("Record the plea"), _("The plea was saved.")),
        lambda said, who: counts.plead(count_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: Request, count_id: UUID) -> HttpResponse:
    """Record what became of a count."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    initial = {"facts": count.facts, "victims": [str(each) for each in count.victims]}
    form = forms.OutcomeForm(posted(request), initial=initial, children=_children(request, count.proceeding))
    return ask(
        request,
        form,
        _asked(count, _("Record what became of the count"), _("We saved what became of the count.")),
        lambda said, who: counts.dispose(
            count_id, to=said["to"], on=said["on"], reason=said["reason"], lesser=form.lesser, **who
        ),
    )


def _others(request: Request, count: Count) -> list[Choice]:
    """The terms after which another one can begin."""
    rows = Sentence.objects.visible_to(request.actor).that_count().filter(count__accused=count.accused_id)
    found = rows.exclude(months=None).exclude(count=count).select_related("count").order_by("count__number")
    says = _("After the term on count %(number)s: %(offence)s")
    return [
        (str(row.count_id), says % {"number": row.count.number, "offence": words.offence_of(row.count)})
        for row in found
    ]


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def sentence(request: Request, count_id: UUID) -> HttpResponse:
    """Enter the sentence for a count."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    form = forms.SentenceForm(posted(request), others=_others(request, count))
    return ask(
        request,
        form,
        _asked(count, _("Enter the sentence"), _("The sentence was saved.")),
        lambda said, who: sentencing.sentence(count_id, penalty=form.penalty, on=said["on"], **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, count_id: UUID) -> HttpResponse:
    """Record an appeal."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    return ask(
        request,
        forms.AppealForm(posted(request)),
        _asked(count, _("Record an appeal"), _("The appeal was saved.")),
        lambda said, who: sentencing.appeal(count_id, **said, **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_result(request: Request, count_id: UUID) -> HttpResponse:
    """Record what came of an appeal."""
    count = access.count_to_change(request.actor, count_id, lock=False)
    form = forms.AppealResultForm(posted(request), others=_others(request, count))
    intro = _(
        "What the first court decided stays in the figures of its year. A quashed conviction is counted beside it."
    )
    return ask(
        request,
        form,
        _asked(count, _("Record the result of the appeal"), _("The result was saved."), intro=intro),
        lambda said, who: sentencing.decide_appeal(
            count_id, result=said["result"], on=said["on"], penalty=form.changed, **who
        ),
    )


@requires(PROCEEDING_KEEP)
@button("proceeding-show", "proceeding_id", undone=gettext_lazy("The sentence was not marked as final."))
def final(request: Request, proceeding_id: UUID, count_id: UUID) -> HttpResponse:
    """Record that nobody can appeal any more."""
    sentencing.make_final(count_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The sentence is final."))
    return redirect("proceeding-show", proceeding_id)
