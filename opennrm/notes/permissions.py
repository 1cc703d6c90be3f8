"""What roles may do with the notes of a case."""

from opennrm.foundation.permissions import Permission

NOTE_VIEW = Permission("note_view", opens_cases=True, opens_people=True)
NOTE_WRITE = Permission("note_write", opens_cases=True, opens_people=True)

PERMISSIONS = (NOTE_VIEW, NOTE_WRITE)
