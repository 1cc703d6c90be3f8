"""The parts that pages are built of. `{% load design %}`, then see each tag."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Protocol

from django import forms, template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.pages import Page
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.working_time import ends_a_day
from opennrm.web.addresses import address_of_page
from opennrm.web.design.dates import in_words
from opennrm.web.design.entries import TimelineEntry
from opennrm.web.design.times import written
from opennrm.web.design.wizard import Answered, Walk

register = template.Library()

TONES = ("neutral", "info", "good", "warn", "danger", "quiet")
STANDINGS = {  # tone, icon, words
    "due": ("info", "clock", gettext_lazy("Due by %(moment)s")),
    "soon": ("warn", "clock", gettext_lazy("Due soon, by %(moment)s")),
    "overdue": ("danger", "alert", gettext_lazy("Overdue since %(moment)s")),
    "paused": ("quiet", "pause", gettext_lazy("Paused")),
    "met": ("good", "tick", gettext_lazy("Done in time")),
    "late": ("quiet", "tick", gettext_lazy("Done late, was due by %(moment)s")),
    "ended": ("quiet", "clock", gettext_lazy("Ended when the case was closed")),
}


# Forms


@register.simple_tag
def field(bound_field: forms.BoundField, heading: bool = False) -> str:
    """Show a field with its label, hint and errors. `heading`: its label is the page's heading."""
    return bound_field.render(context={"field": bound_field, "heading": heading})


@register.simple_tag
def fields(form: forms.BaseForm) -> str:
    """Show all fields of a form; those that belong to an option stand under it."""
    revealed = getattr(form, "revealed_names", ())
    return SafeString("\n".join(field(bound) for bound in form if bound.name not in revealed))


@register.inclusion_tag("design/error_summary.html")
def error_summary(form: forms.BaseForm | None) -> dict[str, Any]:
    """List what to correct, each with a link to its field. Shows nothing if nothing is wrong."""
    if form is None or not form.errors:
        return {"errors": []}
    errors = [{"message": message, "target": ""} for message in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else getattr(bound, "first_input_id", bound.id_for_label)
        label = str(bound.label)
        label = f"{label}:" if label[-1:].isalnum() else label
        errors += [{"message": message, "target": target, "label": label} for message in bound.errors]
    return {"errors": errors}


@register.inclusion_tag("design/button.html")
def button(
    text: str, *, url: str = "", kind: str = "primary", name: str = "", value: str = "", form: str = ""
) -> dict[str, Any]:
    """Show a button that sends the form, or with `url` a link that looks like one.

    `kind`: primary, secondary, warning or quiet. `form`: the id of a form elsewhere on the page.
    """
    known = ("primary", "secondary", "warning", "quiet")
    if kind not in known:
        raise ValueError(f"Unknown kind of button {kind!r}: use one of {', '.join(known)}.")
    return {"text": text, "url": url, "kind": kind, "name": name, "value": value, "form": form}


@register.inclusion_tag("design/autosave_status.html")
def autosave_status() -> dict[str, Any]:
    """Say whether the draft was saved. Stands inside a `<form data-autosave-url="…">`."""
    return {}


# Questions over several pages


@register.inclusion_tag("design/wizard_buttons.html")
def wizard_buttons(walk: Walk, *, check: str = "", more: str = "", later: str = "") -> dict[str, Any]:
    """The buttons below a page of a wizard: to save it and go on, and those whose words are given.

    `check`: to where the answers are checked. `more`: shows the page again with room for one more. `later`: leaves.
    """
    return {"walk": walk, "check": check, "more": more, "later": later}


@register.inclusion_tag("design/progress.html")
def progress(walk: Walk) -> dict[str, Any]:
    """How far a wizard is: "Step 2 of 5". Nothing on a page that only some people meet."""
    return {"walk": walk}


@register.inclusion_tag("design/answers.html")
def answers(answered: Iterable[Answered]) -> dict[str, Any]:
    """The answers of a wizard, to be checked, each with a link to change it."""
    return {"answered": answered}


@register.simple_tag
def carried(form: forms.BaseForm) -> str:
    """Carry the answers of a form along, unseen, to the page that sends them."""
    return SafeString("".join(bound.as_hidden() for bound in form))


# Status
# A list shows dozens of these, so they are put together here: a template for each would be a third of its page's time.


@register.simple_tag
def tag(text: str, tone: str = "neutral") -> str:
    """Show a status in a few words. `tone`: neutral, info, good, warn, danger or quiet."""
    return format_html('<strong class="govuk-tag nrm-tag--{}">{}</strong>', _known_tone(tone), text)


class Deadline(Protocol):
    """What a deadline shows: of a case (`opennrm.cases.deadlines.Deadline`), or a `design.Due`."""

    @property
    def due_at(self) -> datetime: ...

    @property
    def standing(self) -> str: ...

    @property
    def paused_for(self) -> str: ...


@register.simple_tag
def deadline(due: Deadline, now: datetime | None = None) -> str:
    """Say in words, and in colour, how a time limit stands: when it is due, or since when, or why it is paused.

    `now`: also say how long there is left, or how long it is overdue.
    """
    standing = str(due.standing)
    if standing not in STANDINGS:
        raise ValueError(f"Unknown standing {standing!r}: use one of {', '.join(STANDINGS)}.")
    tone, icon_name, words = STANDINGS[standing]
    distance = ""
    if now and standing in ("due", "soon", "overdue"):
        if due.due_at > now:
            distance = _("%(duration)s left") % {"duration": timeuntil(due.due_at, now, depth=1)}
        else:
            distance = _("%(duration)s late") % {"duration": timesince(due.due_at, now, depth=1)}
    return format_html(
        '<span class="nrm-clock nrm-clock--{}">{}<span><span class="nrm-clock__words">{}</span>{} {}</span></span>',
        tone,
        icon(icon_name),
        words % {"moment": _limit(due.due_at)},
        format_html(": {}", due.paused_for) if due.paused_for else "",
        format_html('<span class="nrm-clock__distance">({})</span>', distance) if distance else "",
    )


def _limit(due_at: datetime) -> str:
    """The moment of a time limit. One that ends with its day is said as people say it: by that day."""
    local = timezone.localtime(due_at)
    return day(local) if ends_a_day(local) else moment(local)


@register.simple_tag
def icon(name: str) -> str:
    """Draw one of the icons of `icons.svg`, as decoration beside words."""
    return format_html(
        '<svg class="nrm-icon" aria-hidden="true" focusable="false" width="20" height="20">'
        '<use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


# Texts that stand out


@register.simple_block_tag
def inset(content: str) -> str:
    """Set a passage apart from the text around it."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning_text(content: str) -> str:
    """Warn before something that cannot be undone, or that the law asks for."""
    return render_to_string("design/warning_text.html", {"content": content})


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> str:
    """Hide what only some readers need behind a sentence to open."""
    return render_to_string("design/details.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def notification_banner(content: str, title: str = "", tone: str = "neutral") -> str:
    """Tell something about the page as a whole. `tone` as for a tag; "good" is read out at once."""
    context = {"content": content, "title": title, "tone": _known_tone(tone)}
    return render_to_string("design/notification_banner.html", context)


@register.simple_block_tag
def empty_state(content: str, title: str) -> str:
    """Say that a list is empty, and in the block what to do next."""
    return render_to_string("design/empty_state.html", {"content": content, "title": title})


@register.simple_block_tag
def panel(content: str, title: str) -> str:
    """Confirm at the end of a journey; the block holds the receipt number."""
    return render_to_string("design/panel.html", {"content": content, "title": title})


@register.simple_block_tag
def card(content: str, title: str, level: int = 2) -> str:
    """Group what belongs together under a heading of its own."""
    return render_to_string("design/card.html", {"content": content, "title": title, "level": level})


# Lists


@register.simple_block_tag
def summary_list(content: str) -> str:
    """Show answers by question; the block holds `summary_row` blocks."""
    return format_html('<dl class="govuk-summary-list">{}</dl>', content)


@register.simple_block_tag
def summary_row(content: str, key: str, change_url: str = "", change_text: str = "") -> str:
    """Show one answer, with a link to change it. An empty block reads "Not given"."""
    context = {"content": content, "key": key, "change_url": change_url, "change_text": change_text}
    return render_to_string("design/summary_row.html", context)


@register.simple_block_tag
def task_list(content: str) -> str:
    """Show what there is to do; the block holds `task` tags."""
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


@register.inclusion_tag("design/task.html")
def task(title: str, *, url: str = "", status: str, tone: str = "plain", hint: str = "") -> dict[str, Any]:
    """Show one thing to do and how far it is. `tone` "plain": without colour, for what is done."""
    if tone != "plain":
        _known_tone(tone)
    return {"title": title, "url": url, "status": status, "tone": tone, "hint": hint, "id": slugify(title)}


@register.inclusion_tag("design/timeline.html")
def timeline(entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    """Tell what happened, in the order given, under a heading for each day."""
    days: list[dict[str, Any]] = []
    for entry in entries:
        _known_tone(entry.tone)
        is_timed = isinstance(entry.at, datetime)
        on = timezone.localdate(entry.at) if isinstance(entry.at, datetime) else entry.at
        if not days or days[-1]["on"] != on:
            days.append({"on": on, "entries": []})
        days[-1]["entries"].append({"entry": entry, "is_timed": is_timed})
    return {"days": days}


# Finding the way


@register.inclusion_tag("design/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: Page, path: str = "") -> dict[str, Any]:
    """Link to the pages of a list before and after this one, where there are any, with the filters of this page.

    `path`: of the list, where this page has another address.
    """
    request = context["request"]
    return {
        "previous": address_of_page(request, page.previous, path),
        "next": address_of_page(request, page.next, path),
    }


@register.inclusion_tag("design/back_link.html")
def back_link(url: str, text: str = "") -> dict[str, Any]:
    """Link to the page before, in a journey of several pages."""
    return {"url": url, "text": text}


# Words of the country


@register.filter(name="title_of")
def title_of_code(code: str, name: str) -> str:
    """What a code of one of the pack's lists is called: `{{ case.sex|title_of:"sexes" }}`."""
    return title_of(name, code)


@register.filter(name="titles_of")
def titles_of_codes(codes: Iterable[str], name: str) -> str:
    """What several codes are called, with commas between them."""
    return ", ".join(titles_of(name, codes))


@register.inclusion_tag("design/back_link.html")
def back_to(page: str, *parts: Any, text: str = "") -> dict[str, Any]:
    """Link to the page of this name, as `{% url %}` has it: `{% back_to "case-show" case.pk text=_("The case") %}`."""
    return {"url": reverse(page, args=parts), "text": text}


# Dates and times


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in the active time zone: "21 November 2026, 2:34pm".

    :raises ValueError: the datetime is naive, so nobody knows which moment it is.
    """
    if not value:
        return ""
    local = timezone.localtime(value)
    return _("%(day)s, %(time)s") % {"day": day(local), "time": time_of_day(local)}


@register.filter
def day(value: date | PartialDate | str | None) -> str:
    """Write a day: "21 November 2026"; of a moment, the day in the active time zone.

    Also a date of which only a part is known, and the text by which a record keeps one: "about March 2012".
    """
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return _day_in(get_language(), value) if isinstance(value, date) else in_words(value)


@register.filter
def time_of_day(value: datetime | None) -> str:
    """Write the time in the active time zone: "2:34pm", "midday", "midnight"."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return _time_in(get_language(), time(local.hour, local.minute))


# Lists write the same days and times again and again, and Django looks up the format and the month each time.
@lru_cache(maxsize=4096)
def _day_in(language: str | None, on: date) -> str:
    return in_words(on)


@lru_cache(maxsize=4096)
def _time_in(language: str | None, at: time) -> str:
    return written(at)


def _known_tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: use one of {', '.join(TONES)}.")
    return tone
