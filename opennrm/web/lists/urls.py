"""The addresses of lists of cases, and of saved lists. A filter stands in the query, as codes, ids and days."""

from django.urls import path

from . import export_views, saved_views, views

urlpatterns = [
    path("cases/", views.index, name="case-list"),
    path("cases/export/", export_views.export, name="case-export"),
    path("cases/export/names/", export_views.export_named, name="case-export-named"),
    path("cases/saved/", saved_views.list_all, name="saved-list-all"),
    path("cases/saved/new/", saved_views.new, name="saved-list-new"),
    path("tasks/saved/new/", saved_views.new_of_tasks, name="saved-task-list-new"),
    path("cases/saved/<uuid:list_id>/", saved_views.show, name="saved-list-show"),
    path("cases/saved/<uuid:list_id>/rename/", saved_views.rename, name="saved-list-rename"),
    path("cases/saved/<uuid:list_id>/remove/", saved_views.remove, name="saved-list-remove"),
    path("cases/saved/<uuid:list_id>/restore/", saved_views.restore, name="saved-list-restore"),
]
