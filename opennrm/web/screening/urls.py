"""The addresses of screenings and decisions."""

from django.urls import path

from . import decision_views, exploitation_views, request_views, screening_views

urlpatterns = [
    path("cases/<uuid:case_id>/screenings/new/", screening_views.start, name="screening-start"),
    path(
        "cases/<uuid:case_id>/screenings/new/sections/<slug:section>/",
        screening_views.section,
        name="screening-section",
    ),
    path("cases/<uuid:case_id>/screenings/new/finish/", screening_views.finish, name="screening-finish"),
    path("cases/<uuid:case_id>/screenings/new/discard/", screening_views.discard, name="screening-discard"),
    path("cases/<uuid:case_id>/screenings/<uuid:screening_id>/", screening_views.show, name="screening-show"),
    path("cases/<uuid:case_id>/exploitation/", exploitation_views.index, name="exploitation-list"),
    path("cases/<uuid:case_id>/exploitation/add/", exploitation_views.add, name="exploitation-add"),
    path(
        "cases/<uuid:case_id>/exploitation/<uuid:exploitation_id>/withdraw/",
        exploitation_views.withdraw,
        name="exploitation-withdraw",
    ),
    path("cases/<uuid:case_id>/decisions/", decision_views.index, name="decision-list"),
    path("cases/<uuid:case_id>/decision/", decision_views.new, name="decision-new"),
    path("cases/<uuid:case_id>/decision/ask/", request_views.ask, name="decision-ask"),
    path("cases/<uuid:case_id>/decision/withdraw/", request_views.withdraw, name="decision-withdraw"),
]
