"""What the nodes of a network are called."""

from django.utils.translation import gettext_lazy as _

from opennrm.investigations.values import LinkKind

KINDS = {
    "suspect": _("Suspect"),
    "case": _("Case"),
    "investigation": _("Investigation"),
    **{kind.value: kind.label for kind in LinkKind},
}
"""The kinds of node, in the order of the legend."""
