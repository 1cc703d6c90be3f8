"""The forms of pages, as a browser finds them: what each sends, and to where."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: its fields with a value that a person might send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, []
        self._form: Form | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given.get("action") or self.path, (given.get("method") or "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        name = given.get("name") or ""
        if tag == "option" and self._select and (given.get("value") or "selected" in given):
            self._form.fields[self._select] = given.get("value") or ""
        if not name:
            return
        if tag == "select":
            self._select = name
            self._form.fields.setdefault(name, "")
        elif tag == "textarea":
            self._area = name
            self._form.fields.setdefault(name, "a text of some length")
        elif tag in ("input", "button"):
            self._take(name, given)

    def _take(self, name: str, given: dict[str, str | None]) -> None:
        assert self._form is not None
        match given.get("type"):
            case "file":
                self._form.files.add(name)
            case "radio" | "checkbox":
                self._form.fields.setdefault(name, given.get("value") or "on")
            case "email":
                self._form.fields.setdefault(name, given.get("value") or "somebody@example.org")
            case _:
                self._form.fields.setdefault(name, given.get("value") or "2")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None and data.strip():
            self._form.fields[self._area] = data


def forms_of(path: str, html: str) -> list[Form]:
    """The forms of a page."""
    reader = _Reader(path)
    reader.feed(html)
    return reader.forms
