"""Investigations and their suspects. No row here is of a case: a case is named by its reference alone.

`of_cases.py` has the rows that are of a case.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import classify

from .of_cases import Arrest as Arrest
from .of_cases import Disclosure as Disclosure
from .of_cases import NonPunishment as NonPunishment
from .states import Act, State
from .values import AgeBand, Complicity, Form, LinkKind, Position, SuspectKind

KNOWN_TO = "investigations.investigators"
"""The group of those who investigate, of whichever agency."""


def _who(**options: object) -> models.ForeignKey:
    return models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", **options)


class InvestigationQuerySet(GuardedQuerySet):
    def going_on(self) -> "InvestigationQuerySet":
        return self.exclude(state=State.ENDED)


class Investigation(Guarded):
    """An investigation of one agency: its form and origin, who leads it, and how far it is.

    A confined one, and everything in it, is seen by the investigators of its own agency alone: for one against somebody
    who could read the others. `wrapped` is the key of what is sealed in its steps. `prosecutors` is the agency that it
    was sent to. `last_event_at` is when anything last happened in it: from then on it lapses.
    """

    reference = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lead = _who()
    opened_on = models.DateField()
    form = models.TextField(choices=Form.choices)
    origin = models.TextField()
    complicit_official = models.TextField(choices=Complicity.choices)
    is_confined = models.BooleanField(default=False)
    state = models.TextField(choices=State.choices, default=State.OPEN)
    ended_because = models.TextField(default="", blank=True)
    prosecutors = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    wrapped = SealedField()
    last_event_at = models.DateTimeField()
    lapse_told_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = _who()

    CLASSES = classify(
        restricted="reference lead opened_on origin complicit_official ended_because wrapped recorded_by",
        open="id readers writers agency form is_confined state prosecutors last_event_at lapse_told_at version "
        "form_token recorded_at",
    )
    objects = InvestigationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="investigation_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="investigation_form_known", condition=Q(form__in=Form.values)),
            models.CheckConstraint(
                name="investigation_complicity_known", condition=Q(complicit_official__in=Complicity.values)
            ),
            models.CheckConstraint(
                name="investigation_ended_says_why",
                condition=Q(state=State.ENDED) & ~Q(ended_because="")
                | ~Q(state=State.ENDED) & Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="investigation_sent_to_somebody",
                condition=~Q(state__in=[State.WITH_PROSECUTOR, State.CHARGED]) | Q(prosecutors__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_event_at"], condition=~Q(state=State.ENDED), name="investigation_to_lapse"
            )
        ]

    def __str__(self) -> str:
        return f"Investigation {self.pk}"


class Step(Guarded):
    """What happened to an investigation, and the words that go with it, sealed under the key of the investigation."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="steps")
    act = models.TextField(choices=Act.choices)
    reason = models.TextField(default="", blank=True)
    words = SealedField()
    happened_at = models.DateTimeField()
    done_by = _who()

    CLASSES = classify(
        identifying="words",
        restricted="reason done_by",
        open="id readers writers investigation act happened_at",
    )

    class Meta:
        indexes = [models.Index(fields=["investigation", "happened_at"], name="step_of_investigation")]
        constraints = [models.CheckConstraint(name="step_act_known", condition=Q(act__in=Act.values))]

    def __str__(self) -> str:
        return f"Step {self.pk}"


class InvestigatedChild(Guarded):
    """A child in an investigation: the reference of their case, and nothing else of it."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="children")
    case_reference = models.TextField()
    position = models.TextField(choices=Position.choices)
    recorded_at = models.DateTimeField()
    recorded_by = _who()
    ended_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="case_reference position recorded_by",
        open="id readers writers investigation recorded_at ended_at",
    )

    class Meta:
        indexes = [models.Index(fields=["case_reference"], name="investigated_by_reference")]
        constraints = [
            models.UniqueConstraint(
                fields=["investigation", "case_reference"],
                condition=Q(ended_at=None),
                name="one_child_an_investigation",
            ),
            models.CheckConstraint(name="position_known", condition=Q(position__in=Position.values)),
        ]

    def __str__(self) -> str:
        return f"Child {self.pk}"


class Suspect(Guarded):
    """A person or company that is suspected, once for all investigations. `wrapped` is a key of its own, of no case.

    A company has its name in `family_name`. `confined_to` is the agency that alone knows of it.
    """

    kind = models.TextField(choices=SuspectKind.choices)
    wrapped = SealedField()
    given_names = SealedField()
    family_name = SealedField()
    other_names = SealedField()
    birth_date = SealedField()
    document_number = SealedField()
    description = SealedField()
    sex = models.TextField(default="", blank=True)
    age_band = models.TextField(choices=AgeBand.choices)
    citizenships = ArrayField(models.TextField(), default=list, blank=True)
    confined_to = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=0)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = _who()

    SEALED = ("given_names", "family_name", "other_names", "birth_date", "document_number", "description")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="wrapped recorded_by",
        open="id readers writers kind sex age_band citizenships confined_to version form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="suspect_kind_known", condition=Q(kind__in=SuspectKind.values)),
            models.CheckConstraint(name="suspect_age_band_known", condition=Q(age_band__in=AgeBand.values)),
        ]

    def __str__(self) -> str:
        return f"Suspect {self.pk}"

    @property
    def code(self) -> str:
        """By what lists and drawings name a suspect whom nobody has opened."""
        return f"S-{str(self.pk)[:6].upper()}"


class SuspectCorrection(Guarded):
    """What stood in the record of a suspect before somebody corrected it, and why, under the suspect's own key."""

    suspect = models.ForeignKey(Suspect, on_delete=models.PROTECT, related_name="corrections")
    fields = ArrayField(models.TextField())
    changes = SealedField()
    reason = SealedField()
    corrected_at = models.DateTimeField()
    corrected_by = _who()

    CLASSES = classify(
        identifying="changes reason",
        restricted="fields corrected_by",
        open="id readers writers suspect corrected_at",
    )

    def __str__(self) -> str:
        return f"Correction {self.pk}"


class SuspectToken(Guarded):
    """A token by which investigators find a suspect again: `id` is the token itself, and occurs once."""

    suspect = models.ForeignKey(Suspect, null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(identifying="id", restricted="suspect", open="readers writers")

    def __str__(self) -> str:
        return f"Token {self.pk}"


class InvolvementQuerySet(GuardedQuerySet):
    def standing(self) -> "InvolvementQuerySet":
        """Those that count: not ended, and agreed to if they are about a child."""
        agreed = ChildSuspectRequest.objects.filter(involvement=OuterRef("pk"), has_agreed=True)
        return self.filter(Q(needs_agreement=False) | Exists(agreed), ended_at=None)


class Involvement(Guarded):
    """That somebody is suspected in an investigation: in which role, and what they are to the child.

    One of a child counts for nothing until a supervisor of another agency has agreed (`needs_agreement`).
    """

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="involvements")
    suspect = models.ForeignKey(Suspect, on_delete=models.PROTECT, related_name="involvements")
    role = models.TextField()
    relation = models.TextField()
    needs_agreement = models.BooleanField(default=False)
    ended_because = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = _who()
    ended_at = models.DateTimeField(null=True)
    ended_by = _who(null=True)

    CLASSES = classify(
        restricted="suspect relation ended_because recorded_by ended_by",
        open="id readers writers investigation role needs_agreement recorded_at ended_at",
    )
    objects = InvolvementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["investigation", "suspect"],
                condition=Q(ended_at=None),
                name="one_involvement_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Involvement {self.pk}"


class ChildSuspectRequest(Guarded):
    """Another agency's supervisor is asked whether a child may be listed as a suspect. The words have their own key.

    They read this row alone, and neither the suspect nor the investigation.
    """

    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="request")
    investigation_reference = models.TextField()
    asking_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    wrapped = SealedField()
    words = SealedField()
    answer_words = SealedField()
    asked_at = models.DateTimeField()
    asked_by = _who()
    has_agreed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _who(null=True)

    CLASSES = classify(
        identifying="words answer_words",
        restricted="wrapped investigation_reference involvement asked_by has_agreed answered_by",
        open="id readers writers asking_agency asked_agency asked_at answered_at",
    )

    def __str__(self) -> str:
        return f"Request {self.pk}"


class SuspectStatus(Guarded):
    """Where a suspect was at a moment, such as arrested. Rows are added, and one that was wrong is withdrawn."""

    suspect = models.ForeignKey(Suspect, on_delete=models.PROTECT, related_name="statuses")
    status = models.TextField()
    happened_at = models.DateTimeField()
    is_time_known = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = _who()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="status happened_at recorded_by",
        open="id readers writers suspect is_time_known recorded_at withdrawn_at",
    )

    class Meta:
        indexes = [models.Index(fields=["suspect", "-happened_at"], name="status_of_suspect")]

    def __str__(self) -> str:
        return f"Status {self.pk}"


class Thing(Guarded):
    """A place, telephone, vehicle, account or company that suspects share, once, under a key of its own.

    `token` stands for its kind and normal form, under a key of the installation: what is entered twice is one thing.
    """

    kind = models.TextField(choices=LinkKind.choices)
    token = models.UUIDField(unique=True)
    wrapped = SealedField()
    value = SealedField()
    recorded_at = models.DateTimeField()

    CLASSES = classify(
        identifying="token value", restricted="wrapped", open="id readers writers kind recorded_at"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="thing_kind_known", condition=Q(kind__in=LinkKind.values))]

    def __str__(self) -> str:
        return f"Thing {self.pk}"


class Link(Guarded):
    """That a suspect uses a thing. A link that is wrong or over is ended, and stays."""

    suspect = models.ForeignKey(Suspect, on_delete=models.PROTECT, related_name="links")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="links")
    recorded_at = models.DateTimeField()
    recorded_by = _who()
    ended_at = models.DateTimeField(null=True)

    CLASSES = classify(restricted="suspect thing recorded_by", open="id readers writers recorded_at ended_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["suspect", "thing"], condition=Q(ended_at=None), name="one_link_to_a_thing"
            )
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"
