"""What help adds to the pages of others: nothing. Each folder says itself where the guide explains its pages."""

from opennrm.web.parts import Parts

PARTS = Parts()
