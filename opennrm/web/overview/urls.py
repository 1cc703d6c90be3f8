"""The address of the figures of an agency."""

from django.urls import path

from . import views

urlpatterns = [path("overview/", views.show, name="agency-overview")]
