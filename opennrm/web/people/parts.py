"""What the pages of corrections add to others."""

from opennrm.web.parts import Parts, Subject

PARTS = Parts(subjects={"corrections": Subject(page="case-corrections")})
