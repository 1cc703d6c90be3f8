"""Addresses of the pages of old lists."""

from django.urls import path

from opennrm.web.imports import case_views, views, work_views

urlpatterns = [
    path("imports/", views.index, name="import-list"),
    path("imports/new/", views.new, name="import-new"),
    path("imports/columns/<uuid:known_id>/delete/", views.forget_columns, name="import-forget-columns"),
    path("imports/<uuid:import_id>/", views.show, name="import-show"),
    path("imports/<uuid:import_id>/progress/", work_views.progress, name="import-progress"),
    path("imports/<uuid:import_id>/columns/", views.columns, name="import-columns"),
    path("imports/<uuid:import_id>/start/", work_views.start, name="import-start"),
    path("imports/<uuid:import_id>/left-out/", views.left_out, name="import-left-out"),
    path("imports/<uuid:import_id>/release/", work_views.release, name="import-release"),
    path("imports/<uuid:import_id>/again/", work_views.try_again, name="import-again"),
    path("imports/<uuid:import_id>/withdraw/", work_views.withdraw, name="import-withdraw"),
    path("imports/<uuid:import_id>/delete/", work_views.discard, name="import-delete"),
    path("cases/<uuid:case_id>/release/", case_views.release, name="case-release"),
    path("cases/<uuid:case_id>/source/", case_views.source, name="case-source"),
]
