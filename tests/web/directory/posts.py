"""What a browser sends to the pages of the directory."""

from opennrm.country.pack import pack
from opennrm.directory.models import Service
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _service(cast: Cast) -> Fields:
    return {
        "name": "A house", "kind": code_of(pack().codes("service_kinds")), "age_from": 0, "age_to": 17,
        "is_active": "on", "version": _version(cast),
    }  # fmt: skip


def _version(cast: Cast) -> int:
    return Service.objects.using("setup").get(pk=cast.ids["service_id"]).version


POSTS = {
    "service-new": Post(fields=_service, records=("service.added",)),
    "service-edit": Post(fields=_service, records=("service.edited",)),
    "service-confirm": Post(
        fields=lambda cast: {"places_free": 1, "version": _version(cast)}, records=("service.confirmed",)
    ),
}
