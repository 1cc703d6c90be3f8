"""The addresses of the pages, one folder a context."""

from django.urls import include, path

urlpatterns = [
    path("", include("opennrm.web.work.urls")),
    path("", include("opennrm.web.accounts.urls")),
    path("concerns/", include("opennrm.web.concerns.urls")),
    path("", include("opennrm.web.cases.urls")),
    path("", include("opennrm.web.screening.urls")),
    path("", include("opennrm.web.referrals.urls")),
    path("services/", include("opennrm.web.directory.urls")),
    path("estimates/", include("opennrm.web.estimates.urls")),
    path("", include("opennrm.web.audit.urls")),
]
