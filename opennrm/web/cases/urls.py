"""The addresses of cases."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="case-list"),
    path("search/", views.search, name="case-search"),
    path("<uuid:case_id>/", views.show, name="case-show"),
    path("<uuid:case_id>/assign/", views.assign, name="case-assign"),
    path("<uuid:case_id>/take/", views.take, name="case-take"),
    path("<uuid:case_id>/identity/", views.identity, name="case-identity"),
    path("<uuid:case_id>/documents/<uuid:document_id>/", views.document, name="document-open"),
]
