"""Which modules of this package some code uses, and a hash of what they do.

Rules of the workflow declare the modules as inputs, so that a changed one re-runs what uses it. A
checkpoint names the hash, so that it is used only by the code that wrote it.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import poincare

PACKAGE = Path(poincare.__file__).parent

#: Modules that word the progress of a job. They decide no result, so no result depends on them.
WORDING = ("base/console.py", "training/progress_lines.py")


def modules_used_by(*sources: Path, package: Path = PACKAGE) -> list[Path]:
    """All modules of the package that some sources import, directly or through others, sorted.

    Sources that are modules of the package are among them. Left out are the modules that only word
    progress (`WORDING`), and ``__init__`` files that hold only a docstring. Imports by a name in a
    string are not seen: name such modules as sources.

    Parameters
    ----------
    sources : Path
        Python files.
    package : Path
        Folder of the package, whose name is that of the folder.

    Raises
    ------
    ValueError
        For a relative import; the message names file and line.
    """
    left_out = {package / name for name in WORDING}
    waiting = {source for source in sources if source not in left_out}
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        imported = {file for name in _imports(path) for file in _files_of(name, package)}
        waiting |= imported - found - left_out
    return sorted(path for path in found if path.is_relative_to(package))


def hash_of_statements(modules: Iterable[Path], package: Path = PACKAGE) -> str:
    """SHA-256 of what modules do: names and statements, without docstrings, comments and layout."""
    state = hashlib.sha256()
    for path in sorted(modules):
        name = path.relative_to(package).as_posix()
        state.update(f"{name}\0{ast.dump(_without_docstrings(path))}\0".encode())
    return state.hexdigest()


def _imports(path: Path) -> Iterator[str]:
    """Names in full that a file imports; of ``from a import b`` both ``a`` and ``a.b``."""
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}:{node.lineno}: relative import; name the module in full")
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files_of(name: str, package: Path) -> Iterator[Path]:
    """The module of that name and the packages above it, but for the root, which does nothing."""
    head, *parts = name.split(".")
    if head != package.name:
        return
    for depth in range(1, len(parts) + 1):
        folder = package.joinpath(*parts[:depth])
        if folder.with_suffix(".py").is_file():
            yield folder.with_suffix(".py")
        if (folder / "__init__.py").is_file() and _without_docstrings(folder / "__init__.py").body:
            yield folder / "__init__.py"


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _without_docstrings(path: Path) -> ast.Module:
    tree = _parsed(path)
    for node in ast.walk(tree):
        documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return tree
