"""The ids that the addresses of the cast are made of, each under a name of its own."""

from collections.abc import Mapping
from uuid import UUID


class Ids(dict[str, UUID]):
    """It grows and forgets nothing: by a name that two use, a page would be looked at with the wrong record."""

    def __ior__(self, others: Mapping[str, UUID]) -> "Ids":  # type: ignore[override,misc]
        twice = [name for name in others if name in self]
        assert not twice, f"{twice} are ids of the cast already. Give each a name of its own."
        self.update(others)
        return self

    def __or__(self, others: Mapping[str, UUID]) -> "Ids":  # type: ignore[override]
        both = Ids(self)
        both |= others
        return both
