"""The addresses of linkage."""

from django.urls import path

from . import judging, views

urlpatterns = [
    path("cases/<uuid:case_id>/same-child/", views.duplicates, name="case-duplicates"),
    path("cases/<uuid:case_id>/same-child/<uuid:other_case_id>/", judging.compare, name="same-child-compare"),
    path(
        "cases/<uuid:case_id>/same-child/said/<uuid:verdict_id>/take-back/",
        judging.take_back,
        name="same-child-take-back",
    ),
]
