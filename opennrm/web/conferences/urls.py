"""The addresses of case conferences."""

from django.urls import path

from . import invited, meeting, planning, views

urlpatterns = [
    path("conferences/figures/", views.figures, name="conference-figures"),
    path("cases/<uuid:case_id>/conferences/", views.of_case, name="conference-of-case"),
    path("cases/<uuid:case_id>/conferences/new/", planning.new, name="conference-new"),
    path("conferences/<uuid:conference_id>/", views.show, name="conference-show"),
    path("conferences/<uuid:conference_id>/move/", planning.move, name="conference-move"),
    path("conferences/<uuid:conference_id>/cancel/", planning.cancel, name="conference-cancel"),
    path("conferences/<uuid:conference_id>/invite/", planning.invite, name="conference-invite"),
    path("conferences/<uuid:conference_id>/agenda/", planning.agenda_of, name="conference-agenda"),
    path(
        "conferences/<uuid:conference_id>/agenda/<uuid:item_id>/drop/",
        planning.drop,
        name="conference-agenda-drop",
    ),
    path("conferences/<uuid:conference_id>/held/", meeting.held, name="conference-held"),
    path("conferences/<uuid:conference_id>/minutes/", meeting.minutes_of, name="conference-minutes"),
    path(
        "conferences/<uuid:conference_id>/minutes/autosave/",
        meeting.autosave,
        name="conference-minutes-autosave",
    ),
    path(
        "conferences/<uuid:conference_id>/minutes/discard/",
        meeting.discard,
        name="conference-minutes-discard",
    ),
    path("conferences/<uuid:conference_id>/agreed/", meeting.agree, name="conference-agree"),
    path(
        "conferences/<uuid:conference_id>/people/<uuid:participant_id>/ask/",
        invited.ask,
        name="conference-ask",
    ),
    path("conferences/<uuid:conference_id>/invitation/", invited.show, name="conference-invitation"),
    path("conferences/<uuid:conference_id>/invitation/answer/", invited.answer, name="conference-answer"),
    path("conferences/<uuid:conference_id>/invitation/propose/", invited.propose, name="conference-propose"),
    path(
        "conferences/<uuid:conference_id>/agreed/<uuid:action_id>/done/",
        invited.report,
        name="conference-report",
    ),
]
