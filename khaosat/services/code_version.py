"""Which code this is: the version and a digest of every file that may change a result."""

import tomllib
from functools import cache
from hashlib import sha256
from typing import Final

import config

PARTS: Final = ("models", "queries", "rules", "services", "stats")
SHOWN: Final = 16  # characters of the digest


@cache
def code_version() -> str:
    """Return such as '0.1.0 3f9c…': whoever recomputes a year later looks for these very files."""
    digest = sha256()
    folder = config.ROOT / "khaosat"
    for file in sorted(one for part in PARTS for one in (folder / part).rglob("*") if one.suffix in {".py", ".toml"}):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    project = tomllib.loads((config.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['version']} {digest.hexdigest()[:SHOWN]}"
