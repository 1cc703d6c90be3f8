"""The directory of services. Holds no case and no address of a shelter."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.agencies.models import Agency
from opennrm.foundation.writes import ActionOnly, ActionOnlyQuerySet, classify


class ServiceQuerySet(ActionOnlyQuerySet):
    def active(self) -> "ServiceQuerySet":
        return self.filter(is_active=True, agency__is_active=True)


class Service(ActionOnly):
    """What an agency offers to children, for whom, and how many places were free when it last said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")
    name = models.TextField()
    kind = models.TextField()
    description = models.TextField(default="", blank=True)
    telephone = models.TextField(default="", blank=True)
    hours = models.TextField(default="", blank=True)
    areas = ArrayField(models.TextField(), default=list, blank=True)
    age_from = models.PositiveSmallIntegerField(default=0)
    age_to = models.PositiveSmallIntegerField(default=17)
    sexes = ArrayField(models.TextField(), default=list, blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    places_total = models.PositiveSmallIntegerField(null=True)
    places_free = models.PositiveSmallIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        "agencies.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)
    """When it last declined a request, whichever: whoever looks for a place need not ask in vain."""
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=0)

    CLASSES = classify(
        restricted="confirmed_by",
        open="id agency name kind description telephone hours areas age_from age_to sexes languages places_total "
        "places_free confirmed_at declined_at is_active version",
    )
    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="service_ages_in_order", condition=Q(age_from__lte=F("age_to"))),
            models.CheckConstraint(
                name="service_free_places_within_total",
                condition=Q(places_free=None) | Q(places_total=None) | Q(places_free__lte=F("places_total")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
