"""Addresses of the pages of estimates."""

from django.urls import path

from opennrm.web.statistics import download_views, shared_views, views

urlpatterns = [
    path("statistics/estimates/", views.index, name="estimate-list"),
    path("statistics/estimates/new/", views.new, name="estimate-new"),
    path("statistics/estimates/<uuid:run_id>/", views.show, name="estimate-show"),
    path("statistics/estimates/<uuid:run_id>/progress/", views.progress, name="estimate-progress"),
    path("statistics/estimates/<uuid:run_id>/cancel/", views.cancel, name="estimate-cancel"),
    path("statistics/estimates/<uuid:run_id>/again/", views.try_again, name="estimate-again"),
    path("statistics/estimates/<uuid:run_id>/delete/", views.delete, name="estimate-delete"),
    path("statistics/estimates/<uuid:run_id>/share/", shared_views.share, name="estimate-share"),
    path("statistics/estimates/<uuid:run_id>/json/", download_views.as_json, name="estimate-json"),
    path("statistics/estimates/<uuid:run_id>/csv/", download_views.as_csv, name="estimate-csv"),
    path("statistics/estimates/<uuid:run_id>/pdf/", download_views.as_pdf, name="estimate-pdf"),
    path("statistics/estimates/shared/<uuid:shared_id>/", shared_views.show, name="shared-estimate-show"),
    path(
        "statistics/estimates/shared/<uuid:shared_id>/json/",
        download_views.shared_as_json,
        name="shared-estimate-json",
    ),
    path(
        "statistics/estimates/shared/<uuid:shared_id>/csv/",
        download_views.shared_as_csv,
        name="shared-estimate-csv",
    ),
    path(
        "statistics/estimates/shared/<uuid:shared_id>/pdf/",
        download_views.shared_as_pdf,
        name="shared-estimate-pdf",
    ),
]
