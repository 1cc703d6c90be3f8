"""Counting the figures of an agency, and keeping them for the next who look."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import commission, system_principal, team_principal
from opennrm.foundation.figures import Figures

from . import access
from .models import KeptFigures

JOB, NOW = "overview.renew", "overview.renew_now"
ERRAND = timedelta(days=7)
NEW_ERRAND = timedelta(days=2)
"""An errand that ends within this time is left anew, so that it lasts over a long weekend."""
EXACT = timedelta(hours=1)


def look(*, by: Actor, at: datetime) -> KeptFigures:
    """The figures of the actor's agency. If those that are kept are too old, the worker is asked to count them anew.

    Only the first who looks in a role waits for the count, and the first after a release that counts other things. That
    somebody looked is recorded.
    """
    audit.record("overview.viewed")
    found = access.kept(by)
    if found is None:
        return _keep(by, at)
    changed = []
    if found.figures.keys() != _names():
        found.figures, found.counted_at = count(by, at), at
        changed += ["figures", "counted_at"]
    if at - found.looked_at > EXACT:
        found.looked_at = at
        changed.append("looked_at")
    if found.errand_until - at < NEW_ERRAND:
        found.errand, found.errand_until = _errand(), at + ERRAND
        changed += ["errand", "errand_until"]
    if changed:
        found.save(from_action=True, update_fields=changed)
    if not found.is_fresh(at):
        app.configure_task(NOW).defer(figures_id=str(found.pk), errand_id=str(found.errand))
    return found


def renew(figures_id: UUID, *, by: Actor, at: datetime, unless_fresh: bool = False) -> None:
    """Count figures anew for the job, as whoever looked last sees the cases.

    :param unless_fresh: do nothing if somebody else's look has had them counted meanwhile.

    Nothing is recorded: nobody has seen anything, and it happens every few minutes.
    """
    found = access.figures_to_renew(by, figures_id)
    if found is not None and not (unless_fresh and found.is_fresh(at)):
        found.figures, found.counted_at = count(by, at), at
        found.save(from_action=True, update_fields=["figures", "counted_at"])


def count(by: Actor, at: datetime) -> dict[str, Any]:
    """What every context counts, by name."""
    return {each.name: each.count(by, at) for each in _gathered()}


def _keep(by: Actor, at: datetime) -> KeptFigures:
    team = team_principal(by.agency_id, by.role)
    found = KeptFigures(
        agency_id=by.agency_id,
        role=by.role,
        figures=count(by, at),
        counted_at=at,
        looked_at=at,
        errand=_errand(),
        errand_until=at + ERRAND,
        readers=[team, system_principal(JOB)],
        writers=[team],
    )
    found.save(from_action=True, force_insert=True)
    return found


def _errand() -> UUID:
    return commission(JOB, hours=int(ERRAND.total_seconds()) // 3600)


def _gathered() -> Iterable[Figures]:
    gather: Callable[[], tuple[Figures, ...]] = import_string(settings.FIGURES)
    return gather()


def _names() -> set[str]:
    return {each.name for each in _gathered()}
