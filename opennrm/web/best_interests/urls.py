"""The addresses of best-interests procedures and their panels."""

from django.urls import path

from . import deciding, members, papers, views, weighing

_ONE = "best-interests/<uuid:procedure_id>/"
_SEAT = "panels/<uuid:seat_id>/"

urlpatterns = [
    path("cases/<uuid:case_id>/best-interests/new/", weighing.new, name="best-interests-new"),
    path(_ONE, views.show, name="best-interests-show"),
    path(_ONE + "report.pdf", papers.report, name="best-interests-report"),
    path(_ONE + "facts/", weighing.facts, name="best-interests-facts"),
    path(_ONE + "option/", weighing.option, name="best-interests-option"),
    path(_ONE + "weigh/", weighing.weigh, name="best-interests-weigh"),
    path(_ONE + "seat/", deciding.seat, name="best-interests-seat"),
    path(_ONE + "seat/<uuid:seat_id>/remove/", deciding.remove, name="best-interests-seat-remove"),
    path(_ONE + "open/", deciding.open_panel, name="best-interests-open"),
    path(_ONE + "interim/", deciding.interim, name="best-interests-interim"),
    path(_ONE + "decide/", deciding.decide, name="best-interests-decide"),
    path(_ONE + "outcome/", deciding.outcome, name="best-interests-outcome"),
    path(_ONE + "review/", deciding.review, name="best-interests-review"),
    path(_ONE + "reopen/", deciding.reopen, name="best-interests-reopen"),
    path(_SEAT, members.show, name="panel-show"),
    path(_SEAT + "take/", members.take, name="panel-take"),
    path(_SEAT + "vote/", members.vote, name="panel-vote"),
    path(_SEAT + "close/", members.close, name="panel-close"),
    path(_SEAT + "undertaking.pdf", papers.undertaking, name="panel-undertaking"),
]
