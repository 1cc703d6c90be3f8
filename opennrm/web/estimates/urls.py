"""Addresses of the pages of estimates."""

from django.urls import path

from opennrm.web.estimates import download_views, shared_views, views

urlpatterns = [
    path("estimates/", views.index, name="estimate-list"),
    path("estimates/new/", views.new, name="estimate-new"),
    path("estimates/<uuid:run_id>/", views.show, name="estimate-show"),
    path("estimates/<uuid:run_id>/progress/", views.progress, name="estimate-progress"),
    path("estimates/<uuid:run_id>/cancel/", views.cancel, name="estimate-cancel"),
    path("estimates/<uuid:run_id>/again/", views.try_again, name="estimate-again"),
    path("estimates/<uuid:run_id>/delete/", views.delete, name="estimate-delete"),
    path("estimates/<uuid:run_id>/share/", shared_views.share, name="estimate-share"),
    path("estimates/<uuid:run_id>/json/", download_views.as_json, name="estimate-json"),
    path("estimates/<uuid:run_id>/csv/", download_views.as_csv, name="estimate-csv"),
    path("estimates/<uuid:run_id>/pdf/", download_views.as_pdf, name="estimate-pdf"),
    path("estimates/shared/<uuid:shared_id>/", shared_views.show, name="shared-estimate-show"),
    path(
        "estimates/shared/<uuid:shared_id>/json/", download_views.shared_as_json, name="shared-estimate-json"
    ),
    path("estimates/shared/<uuid:shared_id>/csv/", download_views.shared_as_csv, name="shared-estimate-csv"),
    path("estimates/shared/<uuid:shared_id>/pdf/", download_views.shared_as_pdf, name="shared-estimate-pdf"),
]
