"""The addresses of recordings and their copies."""

from django.urls import path

from . import arriving, copying, keeping, looking, views

urlpatterns = [
    path("recordings/", views.index, name="recording-list"),
    path("cases/<uuid:case_id>/recordings/", views.of_case, name="recording-of-case"),
    path("cases/<uuid:case_id>/recordings/new/", arriving.new, name="recording-new"),
    path("recordings/<uuid:recording_id>/", views.show, name="recording-show"),
    path("recordings/<uuid:recording_id>/printed/", views.printed, name="recording-printed"),
    path("recordings/<uuid:recording_id>/upload/", arriving.upload, name="recording-upload"),
    path("recordings/<uuid:recording_id>/tus/", arriving.tus, name="recording-tus"),
    path("recordings/<uuid:recording_id>/abandon/", arriving.abandon, name="recording-abandon"),
    path("recordings/<uuid:recording_id>/gap/", arriving.gap, name="recording-gap"),
    path("recordings/<uuid:recording_id>/transcript/", arriving.transcript, name="recording-transcript"),
    path("recordings/<uuid:recording_id>/copies/new/", copying.order, name="copy-order"),
    path("recordings/<uuid:recording_id>/offer/", keeping.offer, name="recording-offer"),
    path("recordings/<uuid:recording_id>/take/", keeping.take, name="recording-take"),
    path("recordings/<uuid:recording_id>/hold/", keeping.hold, name="recording-hold"),
    path(
        "recordings/<uuid:recording_id>/hold/<uuid:hold_id>/lift/",
        keeping.lift,
        name="recording-hold-lift",
    ),
    path("recordings/<uuid:recording_id>/finding/", keeping.finding, name="recording-finding"),
    path("recordings/<uuid:recording_id>/clear/", keeping.clear, name="recording-clear"),
    path(
        "recordings/<uuid:recording_id>/ask-to-destroy/",
        keeping.ask_to_destroy,
        name="recording-ask-to-destroy",
    ),
    path("recordings/<uuid:recording_id>/destroy/", keeping.destroy, name="recording-destroy"),
    path("recordings/copies/<uuid:copy_id>/keep/", copying.keep, name="copy-keep"),
    path("recordings/copies/<uuid:copy_id>/make/", copying.make, name="copy-make"),
    path("recordings/copies/<uuid:copy_id>/refuse/", copying.refuse, name="copy-refuse"),
    path("recordings/copies/<uuid:copy_id>/hand-over/", copying.hand_over, name="copy-hand-over"),
    path("recordings/copies/<uuid:copy_id>/receipt/", copying.receipt, name="copy-receipt"),
    path("recordings/copies/<uuid:copy_id>/undertaking/", views.undertaking, name="copy-undertaking"),
    path("recordings/copies/<uuid:copy_id>/extend/", copying.extend, name="copy-extend"),
    path("recordings/copies/<uuid:copy_id>/end/", copying.end, name="copy-end"),
    path("recordings/copies/<uuid:copy_id>/", looking.show, name="copy-show"),
    path("recordings/copies/<uuid:copy_id>/accept/", looking.accept, name="copy-accept"),
    path("recordings/copies/<uuid:copy_id>/look/", looking.look, name="copy-look"),
    path("recordings/copies/<uuid:copy_id>/download/", looking.download, name="copy-download"),
    path("recordings/copies/<uuid:copy_id>/look/<uuid:event_id>/", looking.play, name="copy-play"),
    path(
        "recordings/copies/<uuid:copy_id>/look/<uuid:event_id>/content/",
        looking.content,
        name="copy-content",
    ),
    path("recordings/copies/<uuid:copy_id>/look/<uuid:event_id>/played/", looking.played, name="copy-played"),
]
