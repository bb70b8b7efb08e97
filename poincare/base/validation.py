"""Settings checked against a JSON schema written in YAML; the first mistake becomes one line."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from poincare.base.errors import UserError
from poincare.base.files import read_bytes


def read_yaml(path: str | Path) -> Any:
    """Parse a YAML file; a missing or malformed one is a `UserError` with its line."""
    try:
        return yaml.safe_load(read_bytes(path).decode())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        raise UserError(f"not YAML: {getattr(error, 'problem', error)}", where) from None


def check(settings: Any, schema: Path, where: object) -> None:
    """Raise a `UserError` naming `where`, the key and the fault, if `settings` break the schema."""
    _raise_first(_validator(schema), settings, where, schema.name)


def check_against(settings: Any, schema: Mapping[str, Any], where: object, listed: str) -> None:
    """As `check`, for a schema that is no file; `listed` names the page that lists every key."""
    _raise_first(jsonschema.Draft202012Validator(schema), settings, where, listed)


def _raise_first(
    validator: jsonschema.Draft202012Validator, settings: Any, where: object, listed: str
) -> None:
    error = jsonschema.exceptions.best_match(validator.iter_errors(settings))
    if error is not None:
        key = ".".join(map(str, error.absolute_path)) or "top level"
        raise UserError(f"{key}: {error.message}", where, f"{listed} lists every key")


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(read_yaml(schema))
