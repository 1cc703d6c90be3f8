"""The addresses of the directory of services."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="service-list"),
    path("new/", views.new, name="service-new"),
    path("<uuid:service_id>/", views.show, name="service-show"),
    path("<uuid:service_id>/edit/", views.edit, name="service-edit"),
    path("<uuid:service_id>/confirm/", views.confirm, name="service-confirm"),
]
