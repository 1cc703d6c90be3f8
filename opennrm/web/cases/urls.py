"""The addresses of cases and their time limits."""

from django.urls import path

from . import clock_views, risk_views, views

urlpatterns = [
    path("cases/", views.index, name="case-list"),
    path("cases/search/", views.search, name="case-search"),
    path("cases/<uuid:case_id>/", views.show, name="case-show"),
    path("cases/<uuid:case_id>/story/", views.told, name="case-story"),
    path("cases/<uuid:case_id>/assign/", views.assign, name="case-assign"),
    path("cases/<uuid:case_id>/take/", views.take, name="case-take"),
    path("cases/<uuid:case_id>/identity/", views.identity, name="case-identity"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", views.document, name="document-open"),
    path("cases/<uuid:case_id>/risk/", risk_views.assess, name="case-risk"),
    path("clocks/", clock_views.list_all, name="clock-list"),
    path("clocks/<uuid:clock_id>/pause/", clock_views.pause, name="clock-pause"),
    path("clocks/<uuid:clock_id>/resume/", clock_views.resume, name="clock-resume"),
]
