"""The addresses of the audit."""

from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.index, name="audit-list"),
    path("audit/export/", views.export, name="audit-export"),
    path("cases/<uuid:case_id>/who-looked/", views.who_looked, name="case-audit"),
]
