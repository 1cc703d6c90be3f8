"""The addresses of what was agreed to."""

from django.urls import path

from . import outside, recording, views

urlpatterns = [
    path("cases/<uuid:case_id>/consents/", views.of_case, name="consents-of-case"),
    path("cases/<uuid:case_id>/consents/for-the-child/", views.for_child, name="consents-for-child"),
    path("cases/<uuid:case_id>/consents/new/", recording.choose, name="consent-choose"),
    path("cases/<uuid:case_id>/consents/new/<slug:purpose>/", recording.new, name="consent-new"),
    path("consents/<uuid:consent_id>/withdraw/", recording.withdraw, name="consent-withdraw"),
    path("cases/<uuid:case_id>/guardians/new/", recording.new_guardian, name="guardian-new"),
    path("guardians/<uuid:guardian_id>/", recording.change_guardian, name="guardian-change"),
    path("cases/<uuid:case_id>/legal-bases/new/", recording.new_basis, name="legal-basis-new"),
    path("legal-bases/<uuid:basis_id>/told/", recording.told, name="legal-basis-told"),
    path("legal-bases/<uuid:basis_id>/end/", recording.end_basis, name="legal-basis-end"),
    path("cases/<uuid:case_id>/objections/new/", recording.new_objection, name="objection-new"),
    path("objections/<uuid:objection_id>/", outside.objection, name="objection-decide"),
    path("end-notices/<uuid:notice_id>/", outside.end_notice, name="end-notice"),
]
