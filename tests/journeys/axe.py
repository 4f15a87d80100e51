"""Axe, as every journey asks it: its script goes into a page once, and what it found wrong comes back, nothing else."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe as Shipped
from axe_playwright_python.sync_playwright import AxeResults
from playwright.sync_api import Page

RUN = 'axe.run({resultTypes: ["violations"]}).then(({violations}) => ({violations}))'
WITHOUT_SCRIPT = "() => typeof axe === 'undefined'"


class Axe(Shipped):  # type: ignore[misc]  # it has no types
    """Half a megabyte of script read by the browser is half the cost of a look; so is a list of all that was right."""

    def run(self, page: Page) -> Any:  # noqa: ANN401  it has no types
        """Look at the page as it is: all rules, all elements; `violations_count`, `generate_report()`, `response`."""
        if page.evaluate(WITHOUT_SCRIPT):
            page.evaluate(self.axe_script)
        return AxeResults(page.evaluate(RUN))
