"""The addresses of printed summaries of a case."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<uuid:case_id>/print/", views.new, name="printout-new"),
    path("cases/<uuid:case_id>/printouts/", views.index, name="printout-list"),
    path("cases/<uuid:case_id>/printouts/<uuid:printout_id>/", views.show, name="printout-show"),
    path(
        "cases/<uuid:case_id>/printouts/<uuid:printout_id>/download/",
        views.download,
        name="printout-download",
    ),
]
