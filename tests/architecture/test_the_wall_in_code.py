"""What leaks past the session's conditions, and SELECT away from home, does not stand in the code."""

import ast

from tests.architecture.reading import sources, under

DOORS = ("khaosat/db.py", "khaosat/access.py", "khaosat/schema.py", "khaosat/dump.py")
LEAKS = {"__table__", "literal_column", "literal", "exec_driver_sql", "raw_connection", "get_bind", "from_statement"}
STATEMENTS = {"select", "exists", "union", "union_all", "text", "table", "column"}
SQL_HOMES = (*DOORS, "khaosat/queries/", "khaosat/models/")


def test_nothing_leaks_past_the_session() -> None:
    found = [
        f"{path}:{node.lineno} {name}"
        for path, tree in sources().items()
        if path not in DOORS
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        for name in [node.attr if isinstance(node, ast.Attribute) else node.id]
        if name in LEAKS
    ]
    assert found == [], f"leaks past the wall: {found}"


def test_select_lives_in_queries_alone() -> None:
    found = [
        f"{path}:{node.lineno} {alias.name}"
        for path, tree in sources().items()
        if not path.startswith(SQL_HOMES)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in STATEMENTS
    ]
    calls = [
        f"{path}:{node.lineno} {node.func.id}("
        for path, tree in sources().items()
        if not path.startswith((*SQL_HOMES, "khaosat/stats/"))  # there it is a choice among officers
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select"
    ]
    assert found + calls == [], f"SELECT away from khaosat/queries: {found + calls}"


def test_queries_take_no_text_and_no_light_tables() -> None:
    banned = {"text", "table", "literal_column", "column"}
    found = [
        f"{path}:{node.lineno} {alias.name}"
        for path, tree in under("khaosat/queries/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in banned
    ]
    assert found == [], f"statements that carry no entity: {found}"


def test_only_the_wall_makes_sessions_and_engines() -> None:
    makers = {"Session", "sessionmaker", "scoped_session", "create_engine", "ScopedSession"}
    found = [
        f"{path}:{node.lineno} {node.func.id}"
        for path, tree in sources().items()
        if path not in DOORS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers
    ]
    assert found == [], f"sessions made past open_session: {found}"
