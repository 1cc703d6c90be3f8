"""Pages of joint work."""
