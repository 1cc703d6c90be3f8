"""The addresses of placements."""

from django.urls import path

from . import papers, steps, views

urlpatterns = [
    path("placements/figures/", views.figures, name="placement-figures"),
    path("cases/<uuid:case_id>/placements/", views.of_case, name="placement-of-case"),
    path("cases/<uuid:case_id>/placements/new/", steps.new, name="placement-new"),
    path("cases/<uuid:case_id>/placements/plan/", steps.plan, name="placement-plan"),
    path("placements/<uuid:placement_id>/", views.show, name="placement-show"),
    path("placements/<uuid:placement_id>/begin/", steps.begin, name="placement-begin"),
    path("placements/<uuid:placement_id>/cancel/", steps.cancel, name="placement-cancel"),
    path("placements/<uuid:placement_id>/end/", steps.end, name="placement-end"),
    path("placements/<uuid:placement_id>/missing/", steps.ran_away, name="placement-missing"),
    path("placements/<uuid:placement_id>/back/", steps.came_back, name="placement-back"),
    path("placements/<uuid:placement_id>/visit/", steps.visit, name="placement-visit"),
    path("placements/<uuid:placement_id>/correct/", steps.correct, name="placement-correct"),
    path("placements/<uuid:placement_id>/agreement.pdf", papers.agreement, name="placement-agreement"),
]
