"""The addresses of handovers."""

from django.urls import path

from . import answers, asking, views

urlpatterns = [
    path("cases/<uuid:case_id>/handover/", asking.ask, name="handover-ask"),
    path("handovers/<uuid:handover_id>/", views.show, name="handover-show"),
    path("handovers/<uuid:handover_id>/accept/", answers.accept, name="handover-accept"),
    path("handovers/<uuid:handover_id>/refuse/", answers.refuse, name="handover-refuse"),
    path("handovers/<uuid:handover_id>/withdraw/", answers.withdraw, name="handover-withdraw"),
]
