"""The addresses of what the child of a case was told, and of the sheets. A sheet's address says nothing of a case."""

from django.urls import path

from . import sheet_views, views

urlpatterns = [
    path("cases/<uuid:case_id>/told/", views.index, name="telling-list"),
    path("cases/<uuid:case_id>/told/new/", views.new, name="telling-new"),
    path("cases/<uuid:case_id>/told/<uuid:telling_id>/correct/", views.correct, name="telling-correct"),
    path("sheets/carer/<slug:language>/print/", sheet_views.print_for_carer, name="sheet-for-carer"),
    path("sheets/<slug:moment>/<slug:level>/<slug:language>/video/", sheet_views.video, name="sheet-video"),
    path("sheets/", sheet_views.choose, name="sheet-choose"),
    path("sheets/<slug:moment>/<slug:level>/<slug:language>/print/", sheet_views.print_, name="sheet-print"),
    path("sheets/<slug:moment>/<slug:level>/<slug:language>/", sheet_views.show, name="sheet-show"),
]
