"""Addresses of the citizen's pages: the language travels in them, because there is no cookie."""

from typing import Any

from flask import url_for

from khaosat.web.citizen import pages
from khaosat.web.languages import language


def with_language(**values: Any) -> dict[str, Any]:  # noqa: ANN401  url_for's own
    """Return the values of an address, the language among them unless it is Vietnamese."""
    return values if language() == "vi" else {**values, "lang": language()}


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401  url_for's own
    """Return the address of a citizen's page in the language of this one."""
    return url_for(f"citizen.{endpoint}", **with_language(**values))


@pages.app_context_processor
def _addresses() -> dict[str, object]:
    return {"address": address}
