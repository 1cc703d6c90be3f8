"""The addresses of reporting a concern."""

urlpatterns: list = []
