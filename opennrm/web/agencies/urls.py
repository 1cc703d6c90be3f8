"""Addresses of signing in, of one's own account, and of an administrator's pages."""

from django.urls import path

from opennrm.web.agencies import (
    agency_views,
    invitation_views,
    manage_views,
    own_views,
    password_views,
    second_factor_views,
    second_person_views,
    sign_in_views,
)

# Some names are those by which allauth looks for its own pages.
urlpatterns = [
    path("sign-in/", sign_in_views.sign_in, name="account_login"),
    path("sign-in/second-step/", sign_in_views.second_step, name="mfa_authenticate"),
    path("sign-in/kept-form/", sign_in_views.held_form, name="held-form"),
    path("sign-in/kept-form/send/", sign_in_views.held_form_send, name="held-form-send"),
    path("sign-in/forgotten/", password_views.forgotten, name="account_reset_password"),
    path("sign-in/forgotten/sent/", password_views.forgotten_done, name="account_reset_password_done"),
    path(
        "sign-in/new-password/<uuid:account_id>/<str:token>/",
        password_views.set_new,
        name="account_reset_password_from_key",
    ),
    path("sign-out/", sign_in_views.sign_out, name="account_logout"),
    path("invitations/<str:token>/", invitation_views.accept, name="invitation-accept"),
    path("account/", own_views.show, name="account"),
    path("account/agency/", own_views.choose_agency, name="switch-agency"),
    path("account/conduct/", own_views.conduct, name="conduct"),
    path("account/waiting/", second_person_views.waits, name="membership-waits"),
    path("account/stay/", own_views.stay, name="session-renew"),
    path("account/sign-out-elsewhere/", own_views.end_elsewhere, name="account-end-elsewhere"),
    path("account/password/", password_views.change, name="account_change_password"),
    path("account/confirm/", sign_in_views.confirm_by_password, name="account_reauthenticate"),
    path("account/confirm/code/", sign_in_views.confirm_by_code, name="mfa_reauthenticate"),
    path("account/second-step/", second_factor_views.set_up, name="mfa_activate_totp"),
    path("account/second-step/remove/", second_factor_views.give_up, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", second_factor_views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/renew/",
        second_factor_views.recovery_codes_renew,
        name="mfa_generate_recovery_codes",
    ),
    path("agencies/accounts/", manage_views.index, name="account-list"),
    path("agencies/memberships/waiting/", second_person_views.index, name="confirmation-list"),
    path("agencies/invite/", manage_views.invite, name="account-invite"),
    path(
        "agencies/invitations/<uuid:invitation_id>/renew/",
        manage_views.invitation_renew,
        name="invitation-renew",
    ),
    path(
        "agencies/invitations/<uuid:invitation_id>/revoke/",
        manage_views.invitation_revoke,
        name="invitation-revoke",
    ),
    path("agencies/accounts/<uuid:account_id>/", manage_views.show, name="account-show"),
    path(
        "agencies/accounts/<uuid:account_id>/deactivate/", manage_views.deactivate, name="account-deactivate"
    ),
    path("agencies/accounts/<uuid:account_id>/activate/", manage_views.activate, name="account-activate"),
    path(
        "agencies/accounts/<uuid:account_id>/second-step/",
        manage_views.take_second_factor,
        name="account-take-second-factor",
    ),
    path(
        "agencies/memberships/<uuid:membership_id>/confirm/",
        second_person_views.confirm,
        name="membership-confirm",
    ),
    path(
        "agencies/memberships/<uuid:membership_id>/refuse/",
        second_person_views.refuse,
        name="membership-refuse",
    ),
    path(
        "agencies/memberships/<uuid:membership_id>/end/", manage_views.membership_end, name="membership-end"
    ),
    path(
        "agencies/memberships/<uuid:membership_id>/role/",
        manage_views.membership_change_role,
        name="membership-change-role",
    ),
    path("agencies/", agency_views.index, name="agency-list"),
    path("agencies/new/", agency_views.new, name="agency-new"),
    path("agencies/<uuid:agency_id>/", agency_views.edit, name="agency-edit"),
    path("agencies/<uuid:agency_id>/invite/", manage_views.invite, name="agency-invite"),
]
