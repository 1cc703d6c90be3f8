"""The texts of the country that people read: its code of conduct, where help is, what a child is told."""

from dataclasses import dataclass
from pathlib import Path

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text in plain paragraphs. Whoever accepts it accepts this version."""

    title: str
    version: int
    body: str
    certainty: Certainty

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, which empty lines divide in the file; each is one line of text."""
        return tuple(" ".join(part.split()) for part in self.body.split("\n\n") if part.strip())


def read(table: Table, folder: Path) -> Text:
    """Read one table [texts.<name>] and the file that it names, relative to the pack's folder."""
    file = table.text("file")
    text = Text(
        title=table.text("title"),
        version=table.positive_number("version"),
        body=_body(table, folder, file) if file else "",
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return text


def _body(table: Table, folder: Path, file: str) -> str:
    if not (folder / file).resolve().is_relative_to(folder.resolve()):
        table.refuse("file", f"“{file}” is outside the pack.", "Put the text into the pack's folder texts.")
        return ""
    try:
        body = (folder / file).read_text(encoding="utf-8")
    except OSError:
        table.refuse("file", f"The file “{file}” cannot be read.", "Add it, or correct its name.")
        return ""
    except UnicodeDecodeError:
        table.refuse("file", f"The file “{file}” is not written in UTF-8.", "Save it again as UTF-8.")
        return ""
    if not body.strip():
        table.refuse("file", f"The file “{file}” is empty.", "Write the text into it.")
    return body
