"""The compiled kernel where it was built, and the word that it is missing where it was not.

The package installs without a compiler; then the NumPy code of `comparing` finds the same pairs, many times slower.
"""

from __future__ import annotations

try:
    from opennrm.linkage.encodings._kernel import compare
except ImportError:
    AVAILABLE = False

    def compare(*arguments: object) -> tuple[int, int]:
        """Not built here: ask `AVAILABLE` first."""
        raise RuntimeError("The compiled kernel of the encodings is not installed; call with compiled=False.")
else:
    AVAILABLE = True

ANYWHERE, POPCNT, AVX512 = 0, 1, 2
"""What the kernel may use of the processor, at most. It uses less where the processor has less."""

__all__ = ["ANYWHERE", "AVAILABLE", "AVX512", "POPCNT", "compare"]
