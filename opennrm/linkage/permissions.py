"""What roles may do about records that may be of one child."""

from opennrm.foundation.permissions import Permission

LINK_JUDGE = Permission("link_judge", opens_cases=True, opens_people=True)
"""Whoever has it says of two records that they see whether they are of the same child."""
LINK_ANSWER = Permission("link_answer", opens_cases=True, opens_people=True)
"""Whoever has it answers for the lead of a case when the desk asks."""
LINK_DECIDE = Permission("link_decide", opens_cases=True, opens_people=True, decides_links=True)
"""Whoever has it decides at the desk about pairs of records of different agencies, and sees nothing else of them."""
LINK_OVERSEE = Permission("link_oversee", opens_cases=True, opens_people=True, decides_links=True)
"""Whoever has it sees how well the desk decides, and asks a lead that refused once more."""
LINK_OVERLAPS = Permission("link_overlaps")
"""Whoever has it estimates from which agencies know how many of the same children, and sees no child."""

PERMISSIONS = (LINK_JUDGE, LINK_ANSWER, LINK_DECIDE, LINK_OVERSEE, LINK_OVERLAPS)
