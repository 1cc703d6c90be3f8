"""Where a child stays, from when until when: places, visits, and when nobody knows where the child is."""
