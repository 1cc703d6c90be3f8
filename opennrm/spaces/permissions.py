"""What roles may do with spaces, the team and bookings."""

from opennrm.foundation.permissions import Permission

SPACE_BOOK = Permission("space_book", books_spaces=True)
SPACE_KEEP = Permission("space_keep")
TEAM_KEEP = Permission("team_keep")

PERMISSIONS = (SPACE_BOOK, SPACE_KEEP, TEAM_KEEP)
