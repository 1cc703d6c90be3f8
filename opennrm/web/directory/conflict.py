"""Two people corrected the same service: both answers side by side, and nothing overwritten."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opennrm.directory.models import Service
from opennrm.web.directory.forms import ServiceForm


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One question that the directory now answers otherwise than the form does."""

    label: str
    stored: str
    typed: str


def differences(form: ServiceForm, service: Service) -> tuple[ServiceForm, list[Difference]]:
    """The form with what was typed, ready to be sent knowingly, and where it differs from what is stored now."""
    form.is_valid()
    found = []
    for name, typed in form.facts.items():
        stored = getattr(service, name)
        if stored != typed:
            choices = dict(getattr(form.fields[name], "choices", []))
            label = str(form.fields[name].label)
            found.append(
                Difference(label=label, stored=_words(stored, choices), typed=_words(typed, choices))
            )
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(service.version)
    return ServiceForm(data, initial=ServiceForm.initial_of(service)), found


def _words(value: Any, choices: dict[Any, Any]) -> str:
    if isinstance(value, list):
        return ", ".join(str(choices.get(code, code)) for code in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(choices.get(value, value))
