"""The addresses of the directory of services."""

from django.urls import path

from . import views

urlpatterns = [
    path("services/", views.index, name="service-list"),
    path("services/new/", views.new, name="service-new"),
    path("services/<uuid:service_id>/", views.show, name="service-show"),
    path("services/<uuid:service_id>/edit/", views.edit, name="service-edit"),
    path("services/<uuid:service_id>/confirm/", views.confirm, name="service-confirm"),
]
