"""What is recorded of spaces, the team and bookings."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "space.added": _("Added a child-friendly space"),
        "space.changed": _("Changed what is known of a child-friendly space"),
        "space.closed": _("Set the last day of a child-friendly space"),
        "space.opened": _("Opened the address of a child-friendly space"),
        "team_member.added": _("Added somebody to the interview team"),
        "team_member.changed": _("Changed what is known of somebody in the interview team"),
        "team_member.ended": _("Took somebody out of the interview team"),
        "team_member.opened": _("Opened the page of somebody in the interview team"),
        "certificate.added": _("Added a certificate of somebody in the interview team"),
        "certificate.withdrawn": _("Withdrew a certificate of somebody in the interview team"),
        "absence.added": _("Recorded when somebody in the interview team is not available"),
        "absence.withdrawn": _("Withdrew an absence of somebody in the interview team"),
        "booking.held": _("Held a space or a person for an interview"),
        "booking.turnaround_cut": _("Let the turnaround of a space end earlier, for the booking after it"),
        "booking.confirmed": _("Confirmed a space or a person for an interview"),
        "booking.released": _("Released a space or a person that was booked"),
        "booking.expired": _("Released a space or a person that was held too long"),
    }
)
