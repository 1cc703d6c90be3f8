"""The addresses of spaces, the interview team and their calendars."""

from django.urls import path

from . import calendar_views, team_views, views

urlpatterns = [
    path("spaces/", views.index, name="space-list"),
    path("spaces/new/", views.new, name="space-new"),
    path("spaces/<uuid:space_id>/", views.show, name="space-show"),
    path("spaces/<uuid:space_id>/change/", views.change, name="space-change"),
    path("spaces/<uuid:space_id>/close/", views.close, name="space-close"),
    path("spaces/<uuid:space_id>/calendar/", calendar_views.of_space, name="space-calendar"),
    path("interview-team/", team_views.index, name="team-list"),
    path("interview-team/new/", team_views.new, name="team-new"),
    path("interview-team/<uuid:member_id>/", team_views.show, name="team-show"),
    path("interview-team/<uuid:member_id>/change/", team_views.change, name="team-change"),
    path("interview-team/<uuid:member_id>/end/", team_views.end, name="team-end"),
    path("interview-team/<uuid:member_id>/calendar/", calendar_views.of_member, name="team-calendar"),
    path("interview-team/<uuid:member_id>/certificates/new/", team_views.certify, name="certificate-new"),
    path(
        "interview-team/<uuid:member_id>/certificates/<uuid:certificate_id>/withdraw/",
        team_views.withdraw_certificate,
        name="certificate-withdraw",
    ),
    path("interview-team/<uuid:member_id>/absences/new/", team_views.add_absence, name="absence-new"),
    path(
        "interview-team/<uuid:member_id>/absences/<uuid:absence_id>/withdraw/",
        team_views.withdraw_absence,
        name="absence-withdraw",
    ),
]
