"""Read models without identities, disclosure control, and estimates of how many children nobody has found."""
