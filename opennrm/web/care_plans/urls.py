"""The addresses of care."""

from django.urls import path

from . import after_views, assessing_views, delivery_views, figure_views, goal_views, plan_views, views

urlpatterns = [
    path("care/figures/", figure_views.figures, name="care-figures"),
    path("cases/<uuid:case_id>/care/", views.care, name="care-of-case"),
    path("cases/<uuid:case_id>/safety/new/", assessing_views.new_safety, name="safety-new"),
    path("cases/<uuid:case_id>/safety/card/", assessing_views.safety_card, name="safety-card"),
    path("safety-acts/<uuid:act_id>/done/", assessing_views.act_done, name="act-done"),
    path("cases/<uuid:case_id>/needs/new/", assessing_views.new_needs, name="needs-new"),
    path("cases/<uuid:case_id>/plan/new/", plan_views.new, name="plan-new"),
    path("plans/<uuid:plan_id>/", plan_views.show, name="plan-show"),
    path("plans/<uuid:plan_id>/propose/", plan_views.propose, name="plan-propose"),
    path("plans/<uuid:plan_id>/decide/", plan_views.decide, name="plan-decide"),
    path("plans/<uuid:plan_id>/copy/", plan_views.copy, name="plan-copy"),
    path("plans/<uuid:plan_id>/end/", plan_views.end, name="plan-end"),
    path("plans/<uuid:plan_id>/for-child/", plan_views.for_child, name="plan-for-child"),
    path("plans/<uuid:plan_id>/for-services/", plan_views.for_services, name="plan-for-services"),
    path("plans/<uuid:plan_id>/reviews/new/", plan_views.new_review, name="review-new"),
    path("plans/<uuid:plan_id>/goals/new/", goal_views.new_goal, name="goal-new"),
    path("plans/<uuid:plan_id>/goals/<uuid:goal_id>/drop/", goal_views.drop_goal, name="goal-drop"),
    path("goals/<uuid:goal_id>/actions/new/", goal_views.new_action, name="plan-action-new"),
    path("plan-actions/<uuid:action_id>/result/", goal_views.set_result, name="plan-action-set"),
    path("plan-actions/<uuid:action_id>/referral/", goal_views.link, name="plan-action-link"),
    path("cases/<uuid:case_id>/leaving-care/", after_views.leaving_care, name="leaving-care"),
    path("cases/<uuid:case_id>/leaving-care/profile/", after_views.profile, name="leaving-care-profile"),
    path("cases/<uuid:case_id>/leaving-care/<str:item>/", after_views.new_step, name="leaving-care-step"),
    path("cases/<uuid:case_id>/follow-ups/", after_views.follow_ups, name="follow-ups"),
    path("follow-ups/<uuid:follow_up_id>/try/", after_views.try_to_reach, name="follow-up-try"),
    path("follow-ups/<uuid:follow_up_id>/reached/", after_views.reach, name="follow-up-reach"),
    path("follow-ups/<uuid:follow_up_id>/not-reached/", after_views.give_up, name="follow-up-give-up"),
    path(
        "cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>/finish/",
        after_views.finish,
        name="follow-up-finish",
    ),
    path("cases/<uuid:case_id>/deliveries/", delivery_views.index, name="deliveries-of-case"),
    path("cases/<uuid:case_id>/deliveries/sheet/", delivery_views.sheet, name="deliveries-sheet"),
    path("cases/<uuid:case_id>/deliveries/new/", delivery_views.new, name="delivery-new"),
    path("deliveries/<uuid:delivery_id>/correct/", delivery_views.correct, name="delivery-correct"),
    path("referrals/<uuid:referral_id>/care/", delivery_views.for_service, name="care-for-service"),
    path("referrals/<uuid:referral_id>/deliveries/new/", delivery_views.new_own, name="delivery-new-own"),
]
