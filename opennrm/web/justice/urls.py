"""The addresses of proceedings, hearings, and what they mean for a child."""

urlpatterns: list = []
