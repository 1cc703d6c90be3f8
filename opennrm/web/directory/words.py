"""What the directory says about a service, in words, and why it fits a child or does not."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opennrm.country.pack import pack
from opennrm.country.titles import title_of, titles_of
from opennrm.directory.models import Service
from opennrm.directory.rules import Child, Fit, Reason, Subject, Verdict, is_stale
from opennrm.web.templatetags.design import day

AREA_WORD = lazy(lambda: pack().area_word, str)()
"""What the country calls one of its areas."""
TONES = {Verdict.FOR: "good", Verdict.AGAINST: "danger", Verdict.UNKNOWN: "quiet"}
VERDICTS = {
    Verdict.FOR: gettext_lazy("Fits"),
    Verdict.AGAINST: gettext_lazy("Does not fit"),
    Verdict.UNKNOWN: gettext_lazy("Not known"),
}


@dataclass(frozen=True, kw_only=True)
class Described:
    """A service as the pages show it."""

    service: Service
    kind: str
    areas: str
    ages: str
    sexes: str
    languages: str
    places: str
    places_mark: str
    places_tone: str
    is_stale: bool
    declined: str


@dataclass(frozen=True, kw_only=True)
class Because:
    """One reason in words."""

    words: str
    verdict: str
    tone: str


def describe(service: Service, *, at: datetime) -> Described:
    """Put a service into words."""
    stale = is_stale(service.confirmed_at, at=at)
    tone = "quiet" if stale or service.places_free is None else "good" if service.places_free else "danger"
    return Described(
        service=service,
        kind=title_of("service_kinds", service.kind),
        areas=", ".join(titles_of("areas", service.areas)) or _("The whole country"),
        ages=_("{youngest} to {oldest} years").format(youngest=service.age_from, oldest=service.age_to),
        sexes=", ".join(titles_of("sexes", service.sexes)) or _("All children"),
        languages=", ".join(titles_of("languages", service.languages)) or _("Not given"),
        places=places(service, stale=stale),
        places_mark=_mark(service, stale=stale),
        places_tone=tone,
        is_stale=stale,
        declined=_declined(service, at=at),
    )


def because(found: Fit, service: Service, child: Child, *, kind: str, at: datetime) -> list[Because]:
    """Every reason in words: first what speaks against the service, then what is not known, then what speaks for it."""
    order = [Verdict.AGAINST, Verdict.UNKNOWN, Verdict.FOR]
    return [
        Because(
            words=sentence(reason, service, child, kind=kind, at=at),
            verdict=str(VERDICTS[reason.verdict]),
            tone=TONES[reason.verdict],
        )
        for reason in sorted(found.reasons, key=lambda reason: order.index(reason.verdict))
    ]


def sentence(reason: Reason, service: Service, child: Child, *, kind: str, at: datetime) -> str:
    """One reason as a sentence."""
    described = describe(service, at=at)
    words = {
        "offer": described.kind,
        "wanted": title_of("service_kinds", kind),
        "ages": described.ages,
        "age": child.age,
        "sexes": described.sexes,
        "sex": title_of("sexes", child.sex),
        "areas": described.areas,
        "area": title_of("areas", child.area),
        "languages": described.languages,
        "spoken": ", ".join(titles_of("languages", child.languages)),
        "places": described.places,
        "day": day(service.confirmed_at),
    }
    return _sentences()[reason.subject, reason.verdict].format(**words)


def _sentences() -> dict[tuple[Subject, Verdict], str]:
    return {
        (Subject.KIND, Verdict.FOR): _("It offers: {offer}."),
        (Subject.KIND, Verdict.AGAINST): _("It offers {offer}, not {wanted}."),
        (Subject.KIND, Verdict.UNKNOWN): _("It offers: {offer}."),
        (Subject.AGE, Verdict.FOR): _("It takes children aged {ages}; the child is {age}."),
        (Subject.AGE, Verdict.AGAINST): _("It takes children aged {ages}, and the child is {age}."),
        (Subject.AGE, Verdict.UNKNOWN): _(
            "It takes children aged {ages}. The age of the child is not known."
        ),
        (Subject.SEX, Verdict.FOR): _("It takes: {sexes}."),
        (Subject.SEX, Verdict.AGAINST): _("It takes: {sexes}. The child: {sex}."),
        (Subject.SEX, Verdict.UNKNOWN): _("It takes: {sexes}. The sex of the child is not known."),
        (Subject.AREA, Verdict.FOR): _("It serves: {areas}."),
        (Subject.AREA, Verdict.AGAINST): _("It serves {areas}, not {area}."),
        (Subject.AREA, Verdict.UNKNOWN): _("It serves {areas}. We do not know where the child is."),
        (Subject.LANGUAGE, Verdict.FOR): _("Spoken there: {languages}."),
        (Subject.LANGUAGE, Verdict.AGAINST): _("Spoken there: {languages}. The child speaks: {spoken}."),
        (Subject.LANGUAGE, Verdict.UNKNOWN): _("We do not know whether the child can speak with them."),
        (Subject.PLACES, Verdict.FOR): _("{places}."),
        (Subject.PLACES, Verdict.AGAINST): _("{places}."),
        (Subject.PLACES, Verdict.UNKNOWN): _("{places}."),
        (Subject.CONFIRMED, Verdict.FOR): _("Last confirmed on {day}."),
        (Subject.CONFIRMED, Verdict.UNKNOWN): _("It has not confirmed its free places for a long time."),
    }


def places(service: Service, *, stale: bool) -> str:
    """How many places are free, as far as one may rely on it."""
    free, total = service.places_free, service.places_total
    if free is None or service.confirmed_at is None:
        return _("We do not know how many places are free")
    if stale:
        old = ngettext(
            "{free} place was free on {day}, a long time ago: ask before you rely on it",
            "{free} places were free on {day}, a long time ago: ask before you rely on it",
            free,
        )
        return old.format(free=free, day=day(service.confirmed_at))
    if free == 0:
        return _("No place is free")
    if total is None:
        return ngettext("{free} place is free", "{free} places are free", free).format(free=free)
    return ngettext("{free} of {total} places is free", "{free} of {total} places are free", free).format(
        free=free, total=total
    )


def _mark(service: Service, *, stale: bool) -> str:
    """The same in two or three words, for a tag."""
    free = service.places_free
    if free is None or service.confirmed_at is None:
        return _("Places not known")
    if stale:
        return _("Places not confirmed")
    if free == 0:
        return _("Full")
    return ngettext("{free} place free", "{free} places free", free).format(free=free)


def _declined(service: Service, *, at: datetime) -> str:
    """That it declined a request on this day, of this country's calendar; else empty."""
    if service.declined_at is None or timezone.localdate(service.declined_at) != timezone.localdate(at):
        return ""
    return _("Declined a request today")
