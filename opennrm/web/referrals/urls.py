"""The addresses of referrals."""

from django.urls import path

from . import answers, list_views, sending, views

urlpatterns = [
    path("cases/<uuid:case_id>/referrals/new/", sending.choose, name="referral-choose"),
    path("cases/<uuid:case_id>/referrals/new/<uuid:service_id>/", sending.new, name="referral-new"),
    path("referrals/", list_views.sent, name="referral-list"),
    path("referrals/<uuid:referral_id>/", views.show, name="referral-show"),
    path("referrals/<uuid:referral_id>/accept/", answers.accept, name="referral-accept"),
    path("referrals/<uuid:referral_id>/decline/", answers.decline, name="referral-decline"),
    path("referrals/<uuid:referral_id>/withdraw/", answers.withdraw, name="referral-withdraw"),
    path("referrals/<uuid:referral_id>/no-show/", answers.no_show, name="referral-no-show"),
    path("referrals/<uuid:referral_id>/complete/", answers.complete, name="referral-complete"),
]
