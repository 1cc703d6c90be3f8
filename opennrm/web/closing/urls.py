"""The addresses of closing and reopening a case."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<uuid:case_id>/close/", views.ask, name="closing-ask"),
    path("cases/<uuid:case_id>/closing/", views.show, name="closing-show"),
    path("cases/<uuid:case_id>/closing/<uuid:closure_id>/decide/", views.decide, name="closing-decide"),
    path("cases/<uuid:case_id>/closing/<uuid:closure_id>/withdraw/", views.withdraw, name="closing-withdraw"),
    path("cases/<uuid:case_id>/reopen/", views.reopen, name="closing-reopen"),
    path("cases/<uuid:case_id>/earlier/", views.earlier, name="closing-earlier"),
]
