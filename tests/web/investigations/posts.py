"""What a browser sends to the pages of investigations, suspects and children who are not to be punished."""

from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.investigations.models import Suspect
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of
from tests.web.lists.posts import FILE_PASSWORD

FACTS = {"form": "labour", "complicit_official": "no"}
SUSPECT = {
    "kind": "natural",
    "given_names": "Desmond",
    "family_name": "Wetherill",
    "other_names": "",
    "birth_date_day": "",
    "birth_date_month": "",
    "birth_date_year": "",
    "age_band": "25_59",
    "sex": "male",
    "document_number": "",
    "description": "",
}
OTHER = {"other_investigator": 403}


def _code(name: str) -> str:
    return code_of(pack().codes(name))


def _today(name: str) -> Fields:
    today = timezone.localdate(timezone=pack().zone)
    return {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}


def _corrected(cast: Cast) -> Fields:
    version = Suspect.objects.using("setup").get(pk=cast.ids["culprit_id"]).version
    return {**SUSPECT, "reason": "His licence says so.", "version": version}


def _question(cast: Cast) -> Fields:
    return {"act": _code("alleged_acts"), "compelled": "no", "words": "", "page": uuid4()}


POSTS = {
    "investigation-new": Post(
        fields=lambda cast: {**FACTS, "origin": "police", **_today("opened_on"), "page": uuid4()},
        records=("investigation.opened",),
    ),
    "investigation-change": Post(
        fields=lambda cast: {**FACTS, "version": 0}, records=("investigation.facts_changed",), otherwise=OTHER
    ),
    "investigation-give": Post(
        fields=lambda cast: {"lead": cast.people["investigator"].membership.pk},
        records=("investigation.given",),
    ),
    "investigation-send": Post(
        fields=lambda cast: {"to_agency": cast.people["prosecutor"].membership.agency_id, "words": ""},
        records=("investigation.sent",),
        otherwise=OTHER,
    ),
    "investigation-return": Post(
        fields=lambda cast: {"words": "Where was he in March?"}, records=("investigation.returned",)
    ),
    "investigation-charge": Post(records=("investigation.charged",)),
    "investigation-end": Post(
        fields=lambda cast: {"reason": _code("investigation_ends"), "words": ""},
        records=("investigation.ended",),
        otherwise=OTHER,
    ),
    "investigation-reopen": Post(
        fields=lambda cast: {"words": "A witness came forward."},
        records=("investigation.reopened",),
        otherwise=OTHER,
    ),
    # Nobody in the cast who investigates sees a case: tests/investigations has somebody who does.
    "investigation-child-new": Post(
        fields=lambda cast: {"case_reference": "JC-2222-2222-2222", "position": "victim"},
        otherwise=OTHER | {"investigator": 422},
    ),
    "investigation-child-end": Post(records=("investigation.child_ended",), otherwise=OTHER),
    "known-suspect-find": Post(
        fields=lambda cast: {"text": "Desmond"}, status=200, records=("suspects.checked",), otherwise=OTHER
    ),
    "known-suspects": Post(
        fields=lambda cast: {"text": "Desmond"}, status=200, records=("suspects.checked",)
    ),
    "known-suspect-new": Post(
        fields=lambda cast: {**SUSPECT, "page": uuid4()},
        records=("suspects.checked", "suspect.recorded"),
        otherwise=OTHER,
    ),
    "known-suspect-involve": Post(
        fields=lambda cast: {"role": "financier", "relation": "unknown"},
        records=("suspect.opened", "suspect.involved"),
        otherwise=OTHER,
    ),
    "involvement-end": Post(
        fields=lambda cast: {"reason": _code("involvement_ends")},
        records=("suspect.involvement_ended",),
        otherwise=OTHER,
    ),
    "known-suspect-correct": Post(fields=_corrected, records=("suspect.opened", "suspect.corrected")),
    "known-suspect-status-new": Post(
        fields=lambda cast: {"status": _code("suspect_statuses"), **_today("happened_on"), "time": ""},
        records=("suspect.opened", "suspect.status_recorded"),
    ),
    "known-suspect-status-withdraw": Post(records=("suspect.status_withdrawn",)),
    "known-suspect-link-new": Post(
        fields=lambda cast: {"kind": "vehicle", "value": "4471 HK"},
        records=("suspect.opened", "suspect.linked"),
    ),
    "known-suspect-link-end": Post(records=("suspect.link_ended",)),
    "known-suspect-disclose": Post(
        fields=lambda cast: {
            "case_reference": "JC-2222-2222-2222",
            "reason": "He waits at the gate.",
            **_today("until_day"),
        },
        status=422,
        records=("suspect.opened",),
    ),
    "known-suspect-network": Post(
        fields=lambda cast: {"text": "harbour"}, status=200, records=("network.opened",)
    ),
    "known-suspect-network-export": Post(
        fields=lambda cast: {"password": FILE_PASSWORD, "password_again": FILE_PASSWORD}
    ),
    "child-suspect": Post(
        fields=lambda cast: {"agrees": "no", "words": "He is a victim."},
        records=("child_suspect.opened", "child_suspect.answered"),
    ),
    "arrest-new": Post(
        fields=lambda cast: {
            "act": _code("alleged_acts"),
            **_today("arrested_on"),
            "time": "0:01",
            "page": uuid4(),
        },
        records=("child.arrested", "non_punishment.flagged", "non_punishment.raised"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "non-punishment-new": Post(
        fields=_question,
        records=("non_punishment.flagged",),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "non-punishment-ask": Post(
        fields=lambda cast: {
            "to_agency": cast.people["prosecutor"].membership.agency_id,
            "asked_of": "prosecutor",
        },
        records=("non_punishment.raised",),
    ),
    "non-punishment-take-back": Post(records=("non_punishment.taken_back",)),
    "non-punishment-decide": Post(
        fields=lambda cast: {
            "result": "withdrawn",
            "reason": _code("impunity_reasons"),
            "words": "",
            **_today("decided_on"),
        },
        records=("non_punishment.decided",),
    ),
    "disclosure-end": Post(records=("disclosure.ended",)),
}
