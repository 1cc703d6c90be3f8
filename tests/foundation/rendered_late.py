"""One page whose template reads the database while it is rendered, after the view has returned."""

from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from opennrm import urls as product
from opennrm.concerns.models import ConcernDraft


def drafts(request):
    template = engines["django"].from_string("drafts: {{ drafts.count }}")
    return TemplateResponse(request, template, {"drafts": ConcernDraft.objects.all()})


urlpatterns = [path("late/", drafts), *product.urlpatterns]
