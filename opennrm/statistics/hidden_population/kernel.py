"""The compiled kernel where it was built, and the word that it is missing where it was not.

The package installs without a compiler; then the NumPy code of `fitting` and `stepwise` does the same work,
about ten times slower.
"""

from __future__ import annotations

try:
    from opennrm.statistics.hidden_population._kernel import fit_models, stepwise
except ImportError:
    AVAILABLE = False

    def stepwise(*arguments: object) -> None:
        """Not built here: ask `AVAILABLE` first."""
        raise RuntimeError(
            "The compiled kernel of hidden_population is not installed; call with compiled=False."
        )

    fit_models = stepwise
else:
    AVAILABLE = True

__all__ = ["AVAILABLE", "fit_models", "stepwise"]
