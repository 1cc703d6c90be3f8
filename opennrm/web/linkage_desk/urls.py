"""The addresses of the linkage desk."""

from django.urls import path

from . import asking, desk, figures, outside, own, questions

urlpatterns = [
    path("linkage/desk/", desk.desk, name="linkage-desk"),
    path("linkage/desk/next/", desk.take, name="linkage-desk-take"),
    path("linkage/desk/figures/", figures.figures, name="linkage-desk-figures"),
    path("linkage/desk/answers/<uuid:decision_id>/undo/", desk.undo, name="linkage-desk-undo"),
    path("linkage/desk/results/", outside.results, name="linkage-desk-results"),
    path("linkage/desk/outside/next/", outside.take, name="linkage-desk-outside-take"),
    path("linkage/desk/outside/<uuid:match_id>/", outside.sheet, name="linkage-desk-outside"),
    path("linkage/desk/outside/<uuid:match_id>/told/", outside.told, name="linkage-desk-outside-told"),
    path("linkage/desk/<uuid:pair_id>/", desk.sheet, name="linkage-desk-pair"),
    path("linkage/desk/<uuid:pair_id>/ask/", asking.ask, name="linkage-desk-ask"),
    path("linkage/desk/<uuid:pair_id>/by-law/", asking.by_law, name="linkage-desk-by-law"),
    path("linkage/own/", own.pairs, name="linkage-own"),
    path("linkage/questions/<uuid:request_id>/", questions.show, name="link-request-show"),
    path("linkage/questions/<uuid:request_id>/agree/", questions.agree, name="link-request-agree"),
    path("linkage/questions/<uuid:request_id>/refuse/", questions.refuse, name="link-request-refuse"),
    path("linkage/questions/<uuid:request_id>/end/", questions.end, name="link-request-end"),
]
