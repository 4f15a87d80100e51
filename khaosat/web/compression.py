"""Text leaves the server compressed, whatever stands in front: on 2G each kilobyte is felt."""

import zlib

from flask import Flask, Response, request

SMALLEST = 400  # bytes; below it the wrapping eats what is won
LEVEL = 6
GZIP = 16 + zlib.MAX_WBITS
TEXT = ("text/", "image/svg+xml", "application/json", "application/javascript")


def install(app: Flask) -> None:
    """Compress the responses of the program's pages."""
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TEXT) or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(squeezed(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def squeezed(body: bytes) -> bytes:
    """Return the bytes in gzip's form."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return squeezer.compress(body) + squeezer.flush()
