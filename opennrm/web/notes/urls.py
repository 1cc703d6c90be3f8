"""The addresses of the notes of a case."""

from django.urls import path

from . import views, writing

urlpatterns = [
    path("cases/<uuid:case_id>/notes/", views.index, name="note-list"),
    path("cases/<uuid:case_id>/notes/read/", views.texts, name="note-texts"),
    path("cases/<uuid:case_id>/notes/new/", writing.new, name="note-new"),
    path("cases/<uuid:case_id>/notes/new/autosave/", writing.autosave, name="note-autosave"),
    path(
        "cases/<uuid:case_id>/notes/drafts/<uuid:draft_id>/delete/",
        writing.discard,
        name="note-draft-discard",
    ),
    path("cases/<uuid:case_id>/notes/<uuid:note_id>/", views.show, name="note-show"),
    path("cases/<uuid:case_id>/notes/<uuid:note_id>/correct/", writing.correct, name="note-correct"),
]
