"""The addresses of visits."""

from django.urls import path

from . import views

urlpatterns = [path("cases/<uuid:case_id>/visits/new/", views.new, name="visit-new")]
