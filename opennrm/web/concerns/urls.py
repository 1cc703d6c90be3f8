"""The addresses of reporting a concern."""

from django.urls import path

from opennrm.web.concerns import (
    danger_views,
    duplicates,
    files,
    message_views,
    receipt_views,
    sending,
    tie_views,
    views,
    wizard,
)

urlpatterns = [
    path("concerns/", views.concern_list, name="concern-list"),
    path("concerns/new/", views.start, name="concern-start"),
    path("concerns/receipts/<uuid:receipt_id>/", receipt_views.show, name="concern-receipt"),
    path("concerns/receipts/<uuid:receipt_id>/print/", receipt_views.to_print, name="concern-receipt-print"),
    path("concerns/receipts/<uuid:receipt_id>/add/", receipt_views.add, name="concern-add"),
    path("concerns/questions/<uuid:question_id>/", receipt_views.answer, name="concern-answer"),
    path("concerns/<uuid:draft_id>/label/", receipt_views.label, name="concern-label"),
    path("concerns/<uuid:draft_id>/questions/<slug:slug>/", wizard.step, name="concern-step"),
    path(
        "concerns/<uuid:draft_id>/questions/<slug:slug>/autosave/", wizard.autosave, name="concern-autosave"
    ),
    path(
        "concerns/<uuid:draft_id>/questions/<slug:slug>/same-child/",
        duplicates.typed,
        name="concern-same-child",
    ),
    path("concerns/<uuid:draft_id>/files/add/", files.attachment_add, name="concern-attachment-add"),
    path(
        "concerns/<uuid:draft_id>/files/<uuid:attachment_id>/remove/",
        files.attachment_remove,
        name="concern-attachment-remove",
    ),
    path("concerns/<uuid:draft_id>/children/add/", sending.child_add, name="concern-child-add"),
    path("concerns/<uuid:draft_id>/check/", sending.check, name="concern-check"),
    path("concerns/<uuid:draft_id>/submit/", sending.submit, name="concern-submit"),
    path("concerns/<uuid:draft_id>/discard/", views.discard, name="concern-discard"),
    path("cases/<uuid:case_id>/urgency/", danger_views.urgency, name="case-urgency"),
    path("cases/<uuid:case_id>/urgency/<uuid:danger_id>/end/", danger_views.end, name="danger-end"),
    path("cases/<uuid:case_id>/children/add/", tie_views.child_add, name="case-child-add"),
    path("cases/<uuid:case_id>/ties/", tie_views.ties_of_case, name="case-ties"),
    path("cases/<uuid:case_id>/ties/<uuid:tie_id>/end/", tie_views.end, name="tie-end"),
    path("cases/<uuid:case_id>/messages/", message_views.show, name="case-messages"),
    path(
        "cases/<uuid:case_id>/messages/<uuid:message_id>/show/",
        message_views.show_to_others,
        name="message-show-others",
    ),
    path(
        "cases/<uuid:case_id>/messages/<uuid:question_id>/withdraw/",
        message_views.withdraw,
        name="question-withdraw",
    ),
    path("cases/<uuid:case_id>/comment/", danger_views.comment, name="concern-comment"),
]
