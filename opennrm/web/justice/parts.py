"""What proceedings add to other pages."""

from opennrm.web.parts import Parts

PARTS = Parts()
