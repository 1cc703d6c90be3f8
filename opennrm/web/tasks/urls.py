"""The addresses of tasks, the calendar and its feed."""

from django.urls import path

from . import calendar_views, feed_views, sheet, views

urlpatterns = [
    path("tasks/", views.index, name="task-list"),
    path("tasks/sheet/", sheet.choose, name="task-sheet"),
    path("tasks/overdue/", views.overdue, name="task-overdue"),
    path("cases/<uuid:case_id>/tasks/", views.of_case, name="task-of-case"),
    path("cases/<uuid:case_id>/tasks/new/", views.new, name="task-new"),
    path("tasks/<uuid:task_id>/", views.show, name="task-show"),
    path("tasks/<uuid:task_id>/done/", views.done, name="task-done"),
    path("tasks/<uuid:task_id>/undo/", views.undo, name="task-undo"),
    path("tasks/<uuid:task_id>/put-off/", views.put_off, name="task-put-off"),
    path("tasks/<uuid:task_id>/hand-on/", views.hand_on, name="task-hand-on"),
    path("tasks/<uuid:task_id>/cancel/", views.cancel, name="task-cancel"),
    path("calendar/", calendar_views.show, name="calendar"),
    path("calendar/feed/", feed_views.own, name="calendar-feed"),
    path("calendar/feed/end/", feed_views.end, name="calendar-feed-end"),
    path("calendar/feed/<str:token>/", feed_views.read, name="calendar-feed-read"),
]
