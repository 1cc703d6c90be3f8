"""The addresses of linkage."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<uuid:case_id>/same-child/", views.duplicates, name="case-duplicates"),
]
