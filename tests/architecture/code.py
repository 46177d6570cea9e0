"""The rules of the house as functions: a source text in, what breaks the rule out."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

MAX_LINES = 400
NAMELESS = {"utils.py", "helpers.py", "misc.py"}
SIGNAL_MODULES = ("django.db.models.signals", "django.dispatch", "django.core.signals")
WEB_MODULES = ("django.http", "django.shortcuts", "django.views")
SUPPRESSION = re.compile(
    r"#\s*(noqa|type:\s*ignore|pragma:|nosec|pylint:|mypy:|ruff:)", re.IGNORECASE
)
REASON = re.compile(r"--\s*\S")
KIND = re.compile(r"(accounts|core|credits|exchanges|mou|training|ve_portal)\.[a-z][a-z_]*")


def state_writes(source: str) -> list[str]:
    """Find who sets `.state` by assignment, `update`, `bulk_update` or `setattr`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in _targets(node)):
            found.append(_at(node, "assigns .state"))
        elif isinstance(node, ast.Call) and _writes_state(node):
            found.append(_at(node, "writes state"))
    return found


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return [
            part
            for target in node.targets
            for part in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])
        ]
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return [node.target]
    return []


def _writes_state(call: ast.Call) -> bool:
    name = _called(call)
    if name in {"update", "update_or_create"}:
        return any(keyword.arg == "state" for keyword in call.keywords)
    if name == "setattr":
        return len(call.args) > 1 and _text(call.args[1]) == "state"
    if name == "bulk_update":
        return "state" in {_text(node) for argument in call.args for node in ast.walk(argument)}
    return False


def inner_imports(source: str) -> list[str]:
    """Find imports inside functions: cycles are dissolved, not hidden."""
    found = {}
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    found[node.lineno] = _at(node, "imports inside a function")
    return list(found.values())


def web_imports(source: str) -> list[str]:
    """Find imports of HTTP: rules know values and rows, never requests."""
    return _imports_of(source, WEB_MODULES, "a rule imports")


def signals(source: str) -> list[str]:
    """Find Django's signals: a verb calls what has to happen."""
    return _imports_of(source, SIGNAL_MODULES, "uses signals from")


def _imports_of(source: str, modules: tuple[str, ...], words: str) -> list[str]:
    return [
        _at(node, f"{words} {name}")
        for node, name in _imports(source)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    ]


def _imports(source: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield each imported name in full: `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def save_overrides(source: str) -> list[str]:
    """Find models that hide rules in `save()` or `delete()`."""
    return [
        _at(method, f"overrides {method.name}()")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
    ]


def bare_suppressions(source: str) -> list[str]:
    """Find comments that silence a tool without a reason after `--`."""
    return [
        f"line {token.start[0]}: no reason after -- ({token.string})"
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
        and SUPPRESSION.search(token.string)
        and not REASON.search(token.string)
    ]


def delayed_tasks(source: str) -> list[str]:
    """Find Celery's `eta` and `countdown`: what is due is a row, never a waiting message."""
    return [
        _at(node, f"passes {keyword.arg}=")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in {"eta", "countdown"}
    ]


def executable_text(source: str) -> list[str]:
    """Find the ways in which text that people typed could run: `str.format` and `Template`."""
    return [
        _at(node, f"calls {_called(node)}()")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "format_map"})
            or _called(node) in {"Template", "from_string", "eval", "exec"}
        )
    ]


def mail_kinds(source: str) -> set[str]:
    """Return the kinds of e-mail that a notifications module writes.

    A kind is a whole text (`"mou.signed"`), or the last part of one, handed to a function of the
    module that puts the app's name before it (`f"mou.{name}"`).
    """
    tree = ast.parse(source)
    texts = {_text(node) for node in ast.walk(tree)}
    kinds = {text for text in texts if text and KIND.fullmatch(text)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for prefix, position in _prefixed_parameters(function):
                kinds |= {
                    f"{prefix}{name}" for name in _arguments(tree, function.name, position) if name
                }
    return kinds


def _prefixed_parameters(function: ast.FunctionDef) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield (prefix, parameter) for each `f"app.{parameter}"` of the function."""
    names = [argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]]
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and len(node.values) == 2:
            prefix, value = node.values
            if not isinstance(value, ast.FormattedValue) or not isinstance(value.value, ast.Name):
                continue
            is_app = re.fullmatch(r"[a-z_]+\.", _text(prefix) or "")
            if is_app and value.value.id in names:
                yield _text(prefix), (names.index(value.value.id), value.value.id)


def _arguments(tree: ast.AST, function: str, parameter: tuple[int, str]) -> set[str]:
    position, name = parameter
    found = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) == function:
            values = [keyword.value for keyword in call.keywords if keyword.arg == name]
            if len(call.args) > position:
                values.append(call.args[position])
            found |= {_text(node) for value in values for node in ast.walk(value)}
    return found


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _at(node: ast.AST, words: str) -> str:
    return f"line {getattr(node, 'lineno', 0)}: {words}"
