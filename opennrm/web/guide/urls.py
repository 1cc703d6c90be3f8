"""The addresses of help and of the chapters of the guide."""

from django.urls import path

from . import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("help/<slug:chapter>/", views.chapter, name="guide-chapter"),
]
