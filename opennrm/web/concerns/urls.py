"""The addresses of reporting a concern."""

from django.urls import path

from opennrm.web.concerns import files, sending, views, wizard

urlpatterns = [
    path("", views.concern_list, name="concern-list"),
    path("new/", views.start, name="concern-start"),
    path("receipts/<uuid:receipt_id>/", views.receipt, name="concern-receipt"),
    path("<uuid:draft_id>/questions/<slug:slug>/", wizard.step, name="concern-step"),
    path("<uuid:draft_id>/questions/<slug:slug>/autosave/", wizard.autosave, name="concern-autosave"),
    path("<uuid:draft_id>/files/add/", files.attachment_add, name="concern-attachment-add"),
    path(
        "<uuid:draft_id>/files/<uuid:attachment_id>/remove/",
        files.attachment_remove,
        name="concern-attachment-remove",
    ),
    path("<uuid:draft_id>/check/", sending.check, name="concern-check"),
    path("<uuid:draft_id>/submit/", sending.submit, name="concern-submit"),
    path("<uuid:draft_id>/discard/", views.discard, name="concern-discard"),
]
