"""The addresses of corrections."""

from django.urls import path

from opennrm.web.people import contact_views, views

urlpatterns = [
    path("cases/<uuid:case_id>/corrections/", views.corrections, name="case-corrections"),
    path("cases/<uuid:case_id>/correct/", views.correct_facts, name="case-correct"),
    path("cases/<uuid:case_id>/identity/correct/", views.correct_identity, name="identity-correct"),
    path("cases/<uuid:case_id>/contacts/add/", contact_views.add, name="contact-add"),
    path(
        "cases/<uuid:case_id>/contacts/<uuid:contact_id>/correct/",
        contact_views.correct,
        name="contact-correct",
    ),
]
