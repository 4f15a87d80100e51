"""A service verb that writes declares its audit event, or says what stands in its place."""

import ast

from tests.architecture.reading import called, functions, under

WRITES = {"add", "add_all", "delete", "merge", "store", "update", "insert", "flush", "commit"}
DECLARES = {"act", "own_record"}


def _decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    names = set()
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names


def _takes_a_session(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    first = [*function.args.posonlyargs, *function.args.args][:1]
    return bool(first) and first[0].arg == "session"


def _writes_through(node: ast.Call) -> bool:
    target = node.func
    if isinstance(target, ast.Name):
        return target.id in {"store", "update", "insert", "delete"}
    return isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "session"


def test_public_verbs_that_write_declare_it() -> None:
    found = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in under("khaosat/services/")
        if path != "khaosat/services/acts.py"
        for function in functions(tree)
        if _takes_a_session(function) and not function.name.startswith("_")
        if not _decorators(function) & DECLARES
        if any(name in WRITES and _writes_through(call) for name, call in called(function))
    ]
    assert found == [], f"verbs that write without @act or @own_record: {found}"


def test_an_act_records_its_event() -> None:
    found = []
    for path, tree in under("khaosat/services/"):
        recording = {f.name for f in functions(tree) if any(name == "record" for name, _ in called(f))}
        found += [
            f"{path}:{function.lineno} {function.name}"
            for function in functions(tree)
            if "act" in _decorators(function) and function.name not in recording
            if not any(name in recording for name, _ in called(function))
        ]
    assert found == [], f"acts that leave no event: {found}"


def test_verbs_leave_the_commit_to_the_act() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in under("khaosat/services/", "khaosat/web/", "khaosat/cli/")
        if path != "khaosat/services/acts.py"
        for name, call in called(tree)
        if name == "commit"
    ]
    assert found == [], f"commit outside @act and @own_record: {found}"
