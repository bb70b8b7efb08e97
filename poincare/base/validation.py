"""Settings checked against a JSON schema written in YAML; the first mistake becomes one line."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from poincare.base.errors import UserError


def read_yaml(path: str | Path) -> Any:
    """Parse a YAML file; a missing or malformed one is a `UserError` with its line."""
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", path) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        raise UserError(f"not YAML: {getattr(error, 'problem', error)}", where) from None


def check(settings: Any, schema: Path, where: object) -> None:
    """Raise a `UserError` naming `where`, the key and the fault, if `settings` break the schema."""
    error = jsonschema.exceptions.best_match(_validator(schema).iter_errors(settings))
    if error is not None:
        key = ".".join(map(str, error.absolute_path)) or "top level"
        raise UserError(f"{key}: {error.message}", where, f"{schema.name} lists every key")


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(read_yaml(schema))
