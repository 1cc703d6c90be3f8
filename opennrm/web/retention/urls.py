"""The addresses of keeping and erasing cases."""

from django.urls import path

from . import views

urlpatterns = [
    path("erasing/", views.past, name="erasure-list"),
    path("erasing/requests/", views.requests, name="erasure-requests"),
    path("erasing/<uuid:erasure_id>/", views.show, name="erasure-show"),
    path("erasing/<uuid:erasure_id>/withdraw/", views.withdraw, name="erasure-withdraw"),
    path("cases/<uuid:case_id>/erase/", views.ask, name="erasure-ask"),
    path("cases/<uuid:case_id>/erased/", views.erased, name="case-erased"),
    path("cases/<uuid:case_id>/hold/", views.hold, name="hold-set"),
    path("cases/<uuid:case_id>/hold/<uuid:hold_id>/", views.review, name="hold-review"),
]
