"""OpenNRM, a national referral mechanism for trafficked children."""
