"""The addresses of joint work."""

from django.urls import path

from . import answers, asking, ending, views

urlpatterns = [
    path("cases/<uuid:case_id>/joint-work/", asking.choose, name="joint-work-choose"),
    path(
        "cases/<uuid:case_id>/joint-work/<uuid:agency_id>/<slug:purpose>/", asking.ask, name="joint-work-ask"
    ),
    path("joint-work/<uuid:work_id>/", views.show, name="joint-work-show"),
    path("joint-work/<uuid:work_id>/accept/", answers.accept, name="joint-work-accept"),
    path("joint-work/<uuid:work_id>/decline/", answers.decline, name="joint-work-decline"),
    path("joint-work/<uuid:work_id>/withdraw/", ending.withdraw, name="joint-work-withdraw"),
    path("joint-work/<uuid:work_id>/extend/", ending.extend, name="joint-work-extend"),
    path("joint-work/<uuid:work_id>/end/", ending.end, name="joint-work-end"),
]
