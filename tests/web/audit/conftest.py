"""A browser for the pages of the audit."""

from tests.browser import browser, screen, site, visit, visits  # noqa: F401 - fixtures
