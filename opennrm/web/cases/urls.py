"""The addresses of cases and their time limits."""

from django.urls import path

from . import assign_views, clock_views, document_views, risk_views, views

urlpatterns = [
    path("cases/search/", views.search, name="case-search"),
    path("cases/<uuid:case_id>/", views.show, name="case-show"),
    path("cases/<uuid:case_id>/story/", views.told, name="case-story"),
    path("cases/with/", assign_views.caseload_list, name="caseload-list"),
    path("cases/with/<uuid:membership_id>/", assign_views.caseload, name="caseload-show"),
    path("cases/<uuid:case_id>/assign/", assign_views.assign, name="case-assign"),
    path("cases/<uuid:case_id>/assign/undo/", assign_views.undo, name="case-assign-undo"),
    path("cases/<uuid:case_id>/assignments/", assign_views.assignments_of, name="case-assignments"),
    path("cases/<uuid:case_id>/take/", assign_views.take, name="case-take"),
    path("cases/<uuid:case_id>/identity/", views.identity, name="case-identity"),
    path("cases/<uuid:case_id>/risk/", risk_views.assess, name="case-risk"),
    path("cases/<uuid:case_id>/documents/", document_views.list_all, name="document-list"),
    path("cases/<uuid:case_id>/documents/add/", document_views.add, name="document-add"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", document_views.show, name="document-show"),
    path(
        "cases/<uuid:case_id>/documents/<uuid:document_id>/open/", document_views.look, name="document-open"
    ),
    path(
        "cases/<uuid:case_id>/documents/<uuid:document_id>/download/",
        document_views.download,
        name="document-download",
    ),
    path(
        "cases/<uuid:case_id>/documents/<uuid:document_id>/remove/",
        document_views.remove,
        name="document-remove",
    ),
    path(
        "cases/<uuid:case_id>/documents/<uuid:document_id>/restore/",
        document_views.restore,
        name="document-restore",
    ),
    path("clocks/", clock_views.list_all, name="clock-list"),
    path("clocks/<uuid:clock_id>/pause/", clock_views.pause, name="clock-pause"),
    path("clocks/<uuid:clock_id>/resume/", clock_views.resume, name="clock-resume"),
]
