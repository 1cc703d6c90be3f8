"""Recordings in My work: those that one keeps and that wait for something, and copies for one's office."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.custody import access
from opennrm.custody.models import Copy, HandOver
from opennrm.custody.states import CopyState, State
from opennrm.foundation.actor import Actor
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import Item, Section

MOST = 10


def of_custodian(actor: Actor, at: datetime) -> list[Section]:
    """What waits for a custodian: recordings that are to arrive, that differ, and copies that were ordered."""
    kept = access.kept_by(actor)
    waiting = [
        *_items(kept.filter(state=State.ARRIVING), _("Send the recording"), is_urgent=False),
        *_items(kept.exclude(mismatch_at=None), _("Find out why the recording differs"), is_urgent=True),
        *_items(
            access.visible_to(actor).filter(offered_to_id=actor.membership_id), _("Become the custodian")
        ),
        *_ordered(actor),
    ]
    return [_section(_("Recordings"), waiting)] if waiting else []


def _items(found, title: str, *, is_urgent: bool = False) -> list[Item]:
    return [
        Item(
            title=title,
            url=reverse("recording-show", args=[each.pk]),
            hint=" · ".join([each.reference, moment(each.announced_at)]),
            is_urgent=is_urgent,
        )
        for each in found.newest_first()[:MOST]
    ]


def _ordered(actor: Actor) -> list[Item]:
    ordered = Copy.objects.visible_to(actor).filter(
        state=CopyState.ORDERED, recording__custodian_id=actor.membership_id
    )
    return [
        Item(
            title=_("Have a copy made"),
            url=reverse("recording-show", args=[each.recording_id]),
            hint=" · ".join([each.name, each.get_purpose_display()]),
        )
        for each in ordered.newest_first()[:MOST]
    ]


def of_viewer(actor: Actor, at: datetime) -> list[Section]:
    """The copies that one can look at, first those that have to be confirmed."""
    live = list(access.copies_for(actor).live(at).newest_first()[:MOST])
    unconfirmed = HandOver.objects.visible_to(actor).filter(copy__in=live, accepted_at=None)
    waiting = set(unconfirmed.values_list("copy_id", flat=True))
    items = [
        Item(
            title=_("Confirm that you have a copy") if each.pk in waiting else _("Copy of a recording"),
            url=reverse("copy-show", args=[each.pk]),
            hint=" · ".join([each.name, each.get_purpose_display(), moment(each.until)]),
        )
        for each in sorted(live, key=lambda each: each.pk not in waiting)
    ]
    return [_section(_("Copies of recordings for your office"), items)] if items else []


def _section(title: str, items: list[Item]) -> Section:
    return Section(title=title, items=items, empty="", all_url=reverse("recording-list"))
