"""The addresses of proceedings, hearings, and what they mean for a child."""

from django.urls import path

from . import calendar_views, child_views, count_views, figure_views, hearing_views, support_views, views

urlpatterns = [
    path("court/", views.index, name="proceeding-list"),
    path("court/calendar/", calendar_views.calendar, name="court-calendar"),
    path("court/figures/", figure_views.figures, name="justice-figures"),
    path("cases/<uuid:case_id>/proceedings/new/", views.new, name="proceeding-new"),
    path("cases/<uuid:case_id>/proceedings/add/", views.add_child, name="proceeding-add-child"),
    path("court/<uuid:proceeding_id>/", views.show, name="proceeding-show"),
    path("court/<uuid:proceeding_id>/close/", views.close, name="proceeding-close"),
    path("court/<uuid:proceeding_id>/remind/", views.remind, name="proceeding-remind"),
    path("court/<uuid:proceeding_id>/checklist/", views.checklist, name="proceeding-checklist"),
    path("court/<uuid:proceeding_id>/accused/new/", count_views.add_accused, name="accused-new"),
    path("court/<uuid:proceeding_id>/counts/new/", count_views.new, name="count-new"),
    path("court/counts/<uuid:count_id>/replace/", count_views.amend, name="count-replace"),
    path("court/counts/<uuid:count_id>/plea/", count_views.plea, name="count-plea"),
    path("court/counts/<uuid:count_id>/outcome/", count_views.outcome, name="count-outcome"),
    path("court/counts/<uuid:count_id>/sentence/", count_views.sentence, name="count-sentence"),
    path("court/counts/<uuid:count_id>/appeal/", count_views.appeal, name="count-appeal"),
    path(
        "court/counts/<uuid:count_id>/appeal/result/", count_views.appeal_result, name="count-appeal-result"
    ),
    path("court/<uuid:proceeding_id>/counts/<uuid:count_id>/final/", count_views.final, name="count-final"),
    path("court/<uuid:proceeding_id>/hearings/new/", hearing_views.new, name="hearing-new"),
    path("court/hearings/<uuid:hearing_id>/held/", hearing_views.held, name="hearing-held"),
    path("court/hearings/<uuid:hearing_id>/adjourn/", hearing_views.adjourn, name="hearing-adjourn"),
    path("court/hearings/<uuid:hearing_id>/vacate/", hearing_views.vacate, name="hearing-vacate"),
    path("court/hearings/<uuid:hearing_id>/children/", hearing_views.call, name="hearing-call"),
    path("court/children/<uuid:child_id>/", child_views.show, name="child-in-court"),
    path("court/children/<uuid:child_id>/card/", child_views.card, name="court-card"),
    path("court/children/<uuid:child_id>/contact/", support_views.contact, name="court-contact"),
    path("court/children/<uuid:child_id>/dropped-out/", support_views.drop_out, name="court-dropped-out"),
    path("court/children/<uuid:child_id>/plan/", support_views.plan, name="court-plan"),
    path("court/children/<uuid:child_id>/happened/", support_views.happened, name="court-happened"),
    path("court/notices/<uuid:notice_id>/told/", support_views.told, name="court-told"),
    path("court/children/<uuid:child_id>/measures/new/", child_views.consider, name="measure-new"),
    path("court/measures/<uuid:measure_id>/", child_views.measure_step, name="measure-step"),
    path(
        "court/children/<uuid:child_id>/restitution/ask/", child_views.ask_restitution, name="restitution-ask"
    ),
    path("court/children/<uuid:child_id>/restitution/new/", child_views.order, name="restitution-new"),
    path("court/restitution/<uuid:order_id>/payments/new/", support_views.pay, name="payment-new"),
    path("court/restitution/<uuid:order_id>/set-aside/", child_views.set_aside, name="restitution-set-aside"),
    path(
        "court/children/<uuid:child_id>/payments/<uuid:payment_id>/withdraw/",
        support_views.withdraw,
        name="payment-withdraw",
    ),
]
