"""A blueprint whose every route says who may open it, or the program does not start."""

from typing import Any

from flask import Blueprint

from khaosat.policy import Permission

NEEDS: dict[str, Permission] = {}  # endpoint → what it needs; the guard reads it


class Audience(Blueprint):
    """The pages of one kind of people; `@pages.get("/ket-qua", needs=Permission.UNIT_RESULTS)`."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:  # noqa: ANN401  Flask's own options
        super().__init__(name, import_name, **options)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,  # noqa: ANN401  Flask's signature
        provide_automatic_options: bool | None = None,  # noqa: FBT001  Flask's signature
        *,
        needs: Permission | None = None,
        **options: Any,  # noqa: ANN401  Flask's signature
    ) -> None:
        """Add a route; raises TypeError naming it where `needs` is missing."""
        name = endpoint or view_func.__name__
        if needs is None:
            raise TypeError(f"route {rule} ({self.name}.{name}) does not say who may open it: needs=")
        if NEEDS.setdefault(f"{self.name}.{name}", needs) is not needs:
            raise TypeError(f"endpoint {self.name}.{name} is given two different needs")
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
