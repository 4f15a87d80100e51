"""What programs ask: results of units read, dossier counts brought; described in OpenAPI 3.1."""

from khaosat.web.audience import Audience

pages = Audience("api", __name__, url_prefix="/api/v1")

from khaosat.web.api import catalogue, documentation, dossiers, exports, reports, results  # noqa: E402, F401  they add their routes
