"""The addresses of the pages: those of each folder, in its `urls.py`."""

from django.urls import include, path

from opennrm.web.parts import FOLDERS

urlpatterns = [path("", include(f"opennrm.web.{folder}.urls")) for folder in FOLDERS]
