"""Sign-in, second factors, invitations and the accounts of an agency."""
