"""Pages that hold every part of the design layer, with invented content."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from opennrm.foundation.pages import Page
from opennrm.web import design

PAGES = Path(__file__).parent / "pages"
PLACES = [("", "Choose a place"), ("north", "North Bay"), ("south", "South Bay")]
ANSWERS = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
SIGNS = [("tired", "Very tired"), ("silent", "Does not speak freely"), ("none", "None of these")]


class EveryField(design.Form):
    """One field of each kind."""

    danger = forms.ChoiceField(
        label="Is the child in danger now?",
        help_text="If you are not sure, choose yes.",
        choices=ANSWERS,
        widget=design.Radios(
            hints={"yes": "Call the emergency line first, then go on here."},
            reveals={"yes": "danger_words"},
            divided=["unknown"],
        ),
    )
    danger_words = forms.CharField(label="What is the danger?", max_length=200)
    told = forms.ChoiceField(
        label="Was a parent told?", choices=ANSWERS[:2], widget=design.Radios(inline=True)
    )
    signs = forms.MultipleChoiceField(
        label="What did you see?",
        choices=SIGNS,
        widget=design.Checkboxes(
            hints={"silent": "For example, looks at somebody else first."},
            exclusive=["none"],
            divided=["none"],
        ),
    )
    place = forms.ChoiceField(label="Where did it happen?", choices=PLACES, widget=design.Select())
    further_places = forms.MultipleChoiceField(
        label="Where else did it happen?",
        required=False,
        choices=PLACES[1:],
        widget=design.Selects(first="Place", further="Another place, if there is one"),
    )
    seen_on = design.DateField(
        label="When did you last see the child?", help_text="For example, 27 March 2012."
    )
    born = design.PartialDateField(label="When was the child born?", required=False)
    began = design.DateField(label="When did it begin?", required=False)
    story = forms.CharField(
        label="What happened?",
        help_text="Write what you saw and heard. Do not question the child.",
        max_length=300,
        widget=design.TextArea(rows=6),
    )
    reference = forms.CharField(label="Your own reference", required=False, widget=design.Text(width=10))
    age = forms.IntegerField(
        label="How old does the child look?", required=False, widget=design.Number(width=2)
    )
    email = forms.EmailField(label="Your email address", widget=design.Email(autocomplete="email"))
    telephone = forms.CharField(
        label="Your telephone number", required=False, widget=design.Telephone(width=20, autocomplete="tel")
    )
    password = forms.CharField(label="Password", widget=design.Password())
    photograph = forms.FileField(
        label="Photograph",
        required=False,
        widget=design.File(accept=[".jpg", ".png"]),
        help_text="Up to 10 MB.",
    )
    agreed = forms.BooleanField(label="It is safe to write to this address", widget=design.Checkbox())
    step = forms.CharField(widget=forms.HiddenInput, initial="3")


FORM_PAGE = (PAGES / "form.html").read_text()
CASE_PAGE = (PAGES / "case.html").read_text()
RECEIPT_PAGE = (PAGES / "receipt.html").read_text()
SIGN_IN_PAGE = (PAGES / "sign_in.html").read_text()


class SignIn(forms.Form):
    """A form as a library would bring it: Django's own fields and widgets."""

    login = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


def request(signed_in: bool = True, path: str = "/"):
    """A request as the middleware leaves it."""
    made = RequestFactory().get(path)
    made.actor = SimpleNamespace(
        is_signed_in=signed_in,
        account_name="Ada Quill",
        agency_name="Harbour Child Protection Office",
        role_title="Caseworker",
    )
    return made


def render(source: str, *, signed_in: bool = True, **context) -> str:
    """Render the source of a template in the frame of a page."""
    frame = {
        "navigation": [
            design.NavigationItem(label="My work", url="/work/", is_current=True),
            design.NavigationItem(label="Cases", url="/cases/"),
            design.NavigationItem(label="Report a concern", url="/concerns/new/"),
            design.NavigationItem(label="Services", url="/services/"),
        ],
        "notices_count": 3,
        "may_switch_agency": True,
        "session_idle_seconds": 1800,
    }
    if not signed_in:
        frame = {}
    # The product's context processors read the database; here the frame is given.
    return Template(source).render(Context({**frame, **context, "request": request(signed_in)}))


def _due(standing: str) -> design.Due:
    late = standing in ("overdue", "late")
    at = datetime(2026, 11, 19, 0, 0, tzinfo=UTC) if late else datetime(2026, 11, 21, 14, 34, tzinfo=UTC)
    return design.Due(
        due_at=at, standing=standing, paused_for="waiting for an interpreter" if standing == "paused" else ""
    )


def case_page(name: str = "Mina Alder") -> str:
    """A page with everything but questions."""
    return render(
        CASE_PAGE,
        name=name,
        page=Page(rows=[], previous="1", next="3"),
        now=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        due={standing: _due(standing) for standing in ("due", "soon", "overdue", "paused", "met", "late")},
        entries=[
            design.TimelineEntry(
                at=datetime(2026, 11, 21, 9, 5, tzinfo=UTC),
                title="Harbour House accepted the referral",
                by="Tom Reed, Harbour House",
                tone="good",
            ),
            design.TimelineEntry(
                at=datetime(2026, 11, 20, 16, 40, tzinfo=UTC),
                title="The child was screened",
                by="Ada Quill",
                body="Act and purpose are positive.\n\nMeans not asked.",
                url="/s/",
                tone="info",
            ),
            design.TimelineEntry(at=date(2026, 11, 20), title="A concern was reported", by="a constable"),
        ],
    )
