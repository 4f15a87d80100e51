"""One resource of the API: a route that parses strictly, answers JSON, and stands in the description by itself."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from flask import Response, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from werkzeug.exceptions import BadRequest

from khaosat.errors import InvalidFailure, MediaFailure
from khaosat.policy import Permission
from khaosat.web.api import pages

JSON: Final = "application/json"
A_NUMBER: Final = re.compile(r"[0-9]{1,9}")
TRUTHS: Final = {"true": True, "false": False}


class Given(BaseModel):
    """What comes with a request; a name that is not known is refused, so that no wish is passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", regex_engine="python-re")


class Shown(BaseModel):
    """What is answered, read from the services' own dataclasses."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # the default
    if not isinstance(value, str) or not A_NUMBER.fullmatch(value):
        raise ValueError("not a number")
    return int(value)


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value  # the default, or JSON's own
    if not isinstance(value, str) or value not in TRUTHS:
        raise ValueError("neither true nor false")
    return TRUTHS[value]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value  # JSON knows one kind of number


AS_NUMBER: Final = BeforeValidator(_number)  # of an address; stands after the bounds, so that the description has them
AS_WHOLE: Final = BeforeValidator(_whole)  # of JSON, where 5.0 is 5
Truth = Annotated[bool, BeforeValidator(_truth)]
G = TypeVar("G", bound=BaseModel)
View = Callable[..., object]


@dataclass(frozen=True)
class Resource:
    """What the description says of a route: `takes` are the media a body may have, `gives` those of the answer."""

    name: str
    method: str
    path: str
    needs: Permission
    asked: type[Given] | None
    body: type[BaseModel] | None
    takes: tuple[str, ...]
    answer: type[Shown] | None
    gives: tuple[str, ...]
    code: int


RESOURCES: list[Resource] = []


def resource(  # noqa: PLR0913  what a route declares of itself
    method: str,
    path: str,
    *,
    needs: Permission,
    asked: type[Given] | None = None,
    body: type[BaseModel] | None = None,
    takes: tuple[str, ...] = (),
    answer: type[Shown] | None = None,
    gives: tuple[str, ...] = (JSON,),
    code: int = 200,
) -> Callable[[View], View]:
    """Make a view a resource; it gets `asked` where it declares what may be asked, and returns a `Shown` or a file."""

    def declare(view: View) -> View:
        name = view.__name__
        RESOURCES.append(Resource(name, method, path, needs, asked, body, takes, answer, gives, code))

        @functools.wraps(view)
        def run(**place: str) -> Response:
            wanted = {"asked": read(asked, _once(), strict=False)} if asked is not None else {}
            if asked is None and request.args:
                raise InvalidFailure(field=next(iter(request.args)), reason="unknown")
            found = view(**place, **wanted)
            made = found if isinstance(found, Response) else as_json(found)
            made.status_code = code
            return _conditional(made)

        pages.add_url_rule(path, name, run, methods=[method], needs=needs)
        return run

    return declare


def json_body() -> object:
    """Return the body's JSON; raises MediaFailure (415) for another kind, BadRequest (400) where it is none."""
    if request.mimetype != JSON:
        raise MediaFailure(kinds=(JSON,))
    try:
        return request.get_json()
    except (RecursionError, UnicodeDecodeError) as error:
        raise BadRequest from error


def read(model: type[G], given: object, *, strict: bool = True) -> G:
    """Return what was given as that model; raises InvalidFailure naming each field and why."""
    try:
        return model.model_validate(given, strict=strict)
    except ValidationError as error:
        fields = [
            {"field": ".".join(map(str, one["loc"])), "reason": one["type"]}
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise InvalidFailure(fields=fields) from error


def as_json(found: object) -> Response:
    """Return a `Shown` as JSON."""
    assert isinstance(found, BaseModel)  # noqa: S101  what every view here promises
    return Response(found.model_dump_json(), mimetype=JSON)


def _once() -> dict[str, str]:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise InvalidFailure(field=name, reason="given_twice")
    return request.args.to_dict()


def _conditional(response: Response) -> Response:
    """Give the answer to a GET its ETag; whoever holds the same gets 304 and nothing else."""
    if request.method not in {"GET", "HEAD"}:
        return response
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
