"""The addresses of corrections."""

from django.urls import path

from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.web.people import around_views, contact_views, duplicates, views

AROUND, SUSPECTED = {"kind": RelatedPerson}, {"kind": SuspectedPerson}

urlpatterns = [
    path("cases/<uuid:case_id>/corrections/", views.corrections, name="case-corrections"),
    path(
        "cases/<uuid:case_id>/corrections/<slug:corrected>/<uuid:subject_id>/autosave/",
        views.autosave,
        name="correction-autosave",
    ),
    path(
        "cases/<uuid:case_id>/corrections/drafts/<uuid:draft_id>/discard/",
        views.discard,
        name="correction-draft-discard",
    ),
    path("cases/<uuid:case_id>/correct/", views.correct_facts, name="case-correct"),
    path("cases/<uuid:case_id>/identity/correct/", views.correct_identity, name="identity-correct"),
    path("cases/<uuid:case_id>/identity/correct/same-child/", duplicates.typed, name="identity-same-child"),
    path("cases/<uuid:case_id>/contacts/add/", contact_views.add, name="contact-add"),
    path(
        "cases/<uuid:case_id>/contacts/<uuid:contact_id>/correct/",
        contact_views.correct,
        name="contact-correct",
    ),
    path("cases/<uuid:case_id>/people/", around_views.show, name="people-around"),
    path("cases/<uuid:case_id>/people/add/", around_views.add, AROUND, name="person-add"),
    path(
        "cases/<uuid:case_id>/people/<uuid:person_id>/correct/",
        around_views.correct,
        AROUND,
        name="person-correct",
    ),
    path("cases/<uuid:case_id>/people/<uuid:person_id>/end/", around_views.end, AROUND, name="person-end"),
    path("cases/<uuid:case_id>/suspects/add/", around_views.add, SUSPECTED, name="suspect-add"),
    path(
        "cases/<uuid:case_id>/suspects/<uuid:person_id>/correct/",
        around_views.correct,
        SUSPECTED,
        name="suspect-correct",
    ),
    path(
        "cases/<uuid:case_id>/suspects/<uuid:person_id>/end/",
        around_views.end,
        SUSPECTED,
        name="suspect-end",
    ),
]
