"""The project's own code as syntax trees, for tests that read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the product by its path from the root."""
    files = [*sorted((ROOT / "khaosat").rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def under(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The files below these folders (or the files themselves)."""
    for path, tree in sources().items():
        if path.startswith(folders):
            yield path, tree


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call below a node with the last part of what is called."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            target = inner.func
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            yield name, inner


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found
