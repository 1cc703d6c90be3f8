"""What is recorded of prevention. None of it is of a case."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "curriculum.added": _("Added a curriculum"),
        "curriculum.replaced": _("Added a new version of a curriculum"),
        "activity.planned": _("Planned a training, campaign or talk"),
        "activity.changed": _("Changed a training, campaign or talk"),
        "activity.held": _("Recorded that a training, campaign or talk was held"),
        "activity.cancelled": _("Cancelled a training, campaign or talk"),
        "activity.reported": _("Reported the numbers of a training, campaign or talk"),
        "activity.taken_back": _("Took a report back to correct it"),
        "activity.confirmed": _("Confirmed the numbers of a training, campaign or talk"),
        "activity.difference_explained": _("Explained why head count and list differ"),
        "activity.sign_in_opened": _("Opened the sign-in by code"),
        "activity.sign_in_closed": _("Closed the sign-in by code"),
        "activity.printed": _("Printed a sign-in sheet"),
        "attendance.added": _("Recorded who was at a training or talk"),
        "attendance.withdrawn": _("Took somebody off the list of a training or talk"),
        "attendance.signed_in": _("Signed in to a training or talk by code"),
        "attendance.opened": _("Opened the names on the list of a training or talk"),
        "head_count.added": _("Added a head count"),
        "head_count.withdrawn": _("Withdrew a head count"),
        "reach.added": _("Added how many a campaign reached"),
        "reach.withdrawn": _("Withdrew how many a campaign reached"),
        "training_certificate.issued": _("Issued a certificate of a training"),
        "training_certificate.revoked": _("Revoked a certificate of a training"),
        "training_certificate.printed": _("Printed a certificate of a training"),
        "training_certificate.checked": _("Opened the name on a certificate by its check code"),
        "inspection.planned": _("Planned an inspection"),
        "inspection.opened": _("Opened what an inspection found"),
        "inspection.done": _("Recorded an inspection"),
        "inspection.cancelled": _("Cancelled an inspection"),
        "inspection.receipt_entered": _("Entered the receipt of the concern that came of an inspection"),
        "inspection.signed_off": _("Signed off an inspection"),
        "inspection.printed": _("Printed the checklist of an inspection"),
        "survey.added": _("Added the result of a survey"),
        "survey.withdrawn": _("Withdrew the result of a survey"),
        "tally.added": _("Added a number that somebody else counted"),
        "tally.withdrawn": _("Withdrew a number that somebody else counted"),
        "prevention_figures.published": _("Published the figures of prevention of a quarter"),
        "prevention_figures.restated": _("Restated published figures of prevention, with a reason"),
        "prevention_figures.exported": _("Exported the figures of prevention of a quarter"),
    }
)
