"""The addresses of prevention."""

from django.urls import path

from . import certificate_views, figure_views, inspection_views, number_views, sheet_views, views

_ACTIVITY = "prevention/activities/<uuid:activity_id>/"
_INSPECTION = "inspections/<uuid:inspection_id>/"
_CERTIFICATE = "certificates/<uuid:certificate_id>/"

urlpatterns = [
    path("prevention/", views.calendar, name="prevention-calendar"),
    path("prevention/new/<slug:kind>/", views.new, name="activity-new"),
    path(_ACTIVITY, views.show, name="activity-show"),
    path(f"{_ACTIVITY}change/", views.change, name="activity-change"),
    path(f"{_ACTIVITY}held/", views.hold, name="activity-hold"),
    path(f"{_ACTIVITY}cancel/", views.cancel, name="activity-cancel"),
    path(f"{_ACTIVITY}report/", views.report, name="activity-report"),
    path(f"{_ACTIVITY}difference/", views.explain, name="activity-explain"),
    path(f"{_ACTIVITY}take-back/", views.take_back, name="activity-take-back"),
    path(f"{_ACTIVITY}confirm/", views.confirm, name="activity-confirm"),
    path(f"{_ACTIVITY}heads/", number_views.count_heads, name="head-count-new"),
    path(
        f"{_ACTIVITY}heads/<uuid:number_id>/withdraw/",
        number_views.withdraw_heads,
        name="head-count-withdraw",
    ),
    path(f"{_ACTIVITY}reach/", number_views.reach, name="reach-new"),
    path(f"{_ACTIVITY}reach/<uuid:number_id>/withdraw/", number_views.withdraw_reach, name="reach-withdraw"),
    path(f"{_ACTIVITY}list/add/", number_views.add_person, name="attendance-new"),
    path(f"{_ACTIVITY}list/upload/", number_views.upload, name="attendance-upload"),
    path(f"{_ACTIVITY}list/sheet/", sheet_views.sign_in_sheet, name="attendance-sheet"),
    path(f"{_ACTIVITY}list/<uuid:attendance_id>/", number_views.correct_person, name="attendance-correct"),
    path(
        f"{_ACTIVITY}list/<uuid:attendance_id>/withdraw/",
        number_views.withdraw_person,
        name="attendance-withdraw",
    ),
    path(f"{_ACTIVITY}sign-in/open/", number_views.open_sign_in, name="sign-in-open"),
    path(f"{_ACTIVITY}sign-in/close/", number_views.close_sign_in, name="sign-in-close"),
    path(f"{_ACTIVITY}certificates/", certificate_views.issue, name="training-certificate-issue"),
    path("attend/", certificate_views.attend, name="sign-in-by-code"),
    path("prevention/curricula/", certificate_views.curriculum_list, name="curriculum-list"),
    path("prevention/curricula/new/", certificate_views.curriculum_new, name="curriculum-new"),
    path(
        "prevention/curricula/<uuid:curriculum_id>/replace/",
        certificate_views.curriculum_replace,
        name="curriculum-replace",
    ),
    path("certificates/", certificate_views.own, name="training-certificate-own"),
    path("certificates/issued/", certificate_views.issued, name="training-certificate-list"),
    path("certificates/check/", certificate_views.check, name="training-certificate-check"),
    path(_CERTIFICATE, certificate_views.show, name="training-certificate-show"),
    path(f"{_CERTIFICATE}revoke/", certificate_views.revoke, name="training-certificate-revoke"),
    path(f"{_CERTIFICATE}print/", certificate_views.print_, name="training-certificate-print"),
    path("inspections/", inspection_views.index, name="inspection-list"),
    path("inspections/new/", inspection_views.new, name="inspection-new"),
    path(_INSPECTION, inspection_views.show, name="inspection-show"),
    path(f"{_INSPECTION}record/", inspection_views.record, name="inspection-record"),
    path(f"{_INSPECTION}receipt/", inspection_views.receipt, name="inspection-receipt"),
    path(f"{_INSPECTION}sign-off/", inspection_views.sign_off, name="inspection-sign-off"),
    path(f"{_INSPECTION}cancel/", inspection_views.cancel, name="inspection-cancel"),
    path(f"{_INSPECTION}checklist/", inspection_views.checklist, name="inspection-checklist"),
    path("prevention/figures/", figure_views.show, name="prevention-figures"),
    path("prevention/figures/survey/", figure_views.survey, name="survey-new"),
    path(
        "prevention/figures/survey/<uuid:survey_id>/withdraw/",
        figure_views.withdraw_survey,
        name="survey-withdraw",
    ),
    path("prevention/figures/number/", figure_views.tally, name="tally-new"),
    path(
        "prevention/figures/number/<uuid:tally_id>/withdraw/",
        figure_views.withdraw_tally,
        name="tally-withdraw",
    ),
    path("prevention/figures/<slug:quarter>/publish/", figure_views.publish, name="prevention-publish"),
    path("prevention/figures/<slug:quarter>/csv/", figure_views.as_csv, name="prevention-csv"),
    path("prevention/figures/<slug:quarter>/pdf/", figure_views.as_pdf, name="prevention-pdf"),
]
