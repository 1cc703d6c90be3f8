"""The addresses of interviews."""

from django.urls import path

from . import asking, day, ending, finding, papers, planning, raids, reviews, samples, views, watching

_CASE = "cases/<uuid:case_id>/interviews/"
_ONE = "interviews/<uuid:interview_id>/"
_PLAN = "interviews/together/<uuid:plan_id>/"
_REVIEW = "case-reviews/<uuid:review_id>/"

urlpatterns = [
    path("interviews/figures/", views.figures, name="interview-figures"),
    path("interviews/together/", raids.choose, name="interview-plan-choose"),
    path(_PLAN, raids.show, name="interview-plan"),
    path(f"{_PLAN}progress/", raids.progress, name="interview-plan-progress"),
    path(f"{_PLAN}book/", raids.book, name="interview-plan-book"),
    path(f"{_PLAN}again/", raids.again, name="interview-plan-again"),
    path(_CASE, views.of_case, name="interview-of-case"),
    path(f"{_CASE}new/", asking.new, name="interview-new"),
    path(f"{_CASE}told-before/", asking.account, name="interview-account"),
    path(f"{_CASE}times/new/", planning.time_new, name="interview-time"),
    path(f"{_CASE}times/<uuid:time_id>/remove/", planning.time_remove, name="interview-time-remove"),
    path(f"{_CASE}last-contact/", samples.contact, name="interview-contact"),
    path(f"{_CASE}examined/", samples.examined, name="interview-examined"),
    path(f"{_CASE}not-available/", planning.conflict, name="interview-conflict"),
    path(
        f"{_CASE}not-available/<uuid:conflict_id>/withdraw/",
        planning.conflict_withdraw,
        name="interview-conflict-withdraw",
    ),
    path(_ONE, views.show, name="interview-show"),
    path(f"{_ONE}answer/", asking.answer, name="interview-answer"),
    path(f"{_ONE}cancel/", asking.cancel, name="interview-cancel"),
    path(f"{_ONE}find-a-time/", finding.find, name="interview-find"),
    path(f"{_ONE}time/", planning.schedule, name="interview-schedule"),
    path(f"{_ONE}plan-anew/", planning.replan, name="interview-replan"),
    path(f"{_ONE}missed/", planning.missed, name="interview-missed"),
    path(f"{_ONE}plan-again/", planning.again, name="interview-again"),
    path(f"{_ONE}wish/", planning.wish, name="interview-wish"),
    path(f"{_ONE}does-not-count/", planning.relax, name="interview-relax"),
    path(f"{_ONE}planning-sheet/", planning.sheet, name="interview-sheet"),
    path(f"{_ONE}may-be-recorded/", planning.confirm, name="interview-confirm"),
    path(f"{_ONE}day/", day.show, name="interview-day"),
    path(f"{_ONE}day/recorder/", day.recorder, name="interview-recorder"),
    path(f"{_ONE}day/start/", day.start, name="interview-start"),
    path(f"{_ONE}day/part/", day.phase, name="interview-phase"),
    path(f"{_ONE}day/people/new/", day.come, name="interview-come"),
    path(f"{_ONE}day/people/<uuid:presence_id>/left/", day.leave, name="interview-leave"),
    path(f"{_ONE}day/recorder-failed/", day.failed, name="interview-recorder-failed"),
    path(f"{_ONE}day/finish/", day.finish, name="interview-finish"),
    path(f"{_ONE}day/stop/", day.stop, name="interview-stop"),
    path(f"{_ONE}cannot-wait/", watching.flag, name="interview-flag"),
    path(f"{_ONE}cannot-wait/<uuid:flag_id>/done/", watching.act, name="interview-act"),
    path(f"{_ONE}watch/", watching.watch, name="interview-watch"),
    path(f"{_ONE}questions/<uuid:slip_id>/", watching.settle, name="interview-slip"),
    path(f"{_ONE}notes/", ending.note, name="interview-note"),
    path(f"{_ONE}debrief/", ending.debrief, name="interview-debrief"),
    path(f"{_ONE}recorded/", ending.recorded, name="interview-recorded"),
    path(f"{_ONE}recorded/confirm/", ending.countersign, name="interview-countersign"),
    path(f"{_ONE}close/", ending.close, name="interview-close"),
    path(f"{_ONE}review/", reviews.call, name="interview-review-call"),
    path(f"{_ONE}papers/<slug:paper>/", papers.download, name="interview-paper"),
    path(_REVIEW, reviews.show, name="interview-review"),
    path(f"{_REVIEW}held/", reviews.hold, name="interview-review-hold"),
    path(f"{_REVIEW}decisions/new/", reviews.decide, name="interview-review-decide"),
    path(f"{_REVIEW}decisions/<uuid:decision_id>/done/", reviews.done, name="interview-review-done"),
]
