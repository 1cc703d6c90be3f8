"""Where styles, scripts and images are served from."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Files under lasting names. The address of each is worked out once: a list asks for dozens, always the same."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._addresses: dict[str, str] = {}
        super().__init__(*arguments, **options)

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file."""
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = super().url(name, force)
        return known

    def save_manifest(self) -> None:
        """Keep the names of the files that were just collected."""
        self._addresses.clear()
        super().save_manifest()
