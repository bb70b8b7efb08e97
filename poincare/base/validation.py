"""Settings checked against a JSON schema written in YAML; all mistakes become one line."""

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from poincare.base.errors import UserError
from poincare.base.files import read_bytes

#: As JSON schema says, but 1024.0 is no integer.
_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    ),
)


#: Mistakes that a message words; the others are counted.
_SHOWN = 8


def read_yaml(path: str | Path) -> Any:
    """Parse a YAML file; a missing or malformed one is a `UserError` with its line."""
    try:
        return yaml.load(read_bytes(path).decode(), _Loader)
    except RecursionError:
        raise UserError("nested too deeply", path) from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        raise UserError(f"not YAML: {getattr(error, 'problem', error)}", where) from None


class _Loader(yaml.SafeLoader):
    """YAML in which no key is written twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen = set()
    for key, _ in node.value:
        mark = key.start_mark
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(
                problem="a key that is a list or a mapping", problem_mark=mark
            )
        if key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"{key.value!r} is written twice", problem_mark=mark)
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def check(settings: Any, schema: Path, where: object) -> None:
    """Raise a `UserError` naming `where`, every key and fault, if `settings` break the schema."""
    _raise_all(_validator(schema), settings, where, schema.name)


def check_against(settings: Any, schema: Mapping[str, Any], where: object, listed: str) -> None:
    """As `check`, for a schema that is no file; `listed` names the page that lists every key."""
    _raise_all(_Validator(schema), settings, where, listed)


def _raise_all(
    validator: jsonschema.Draft202012Validator, settings: Any, where: object, listed: str
) -> None:
    _require_finite(settings, where)
    faults = [_in_words(error) for error in validator.iter_errors(settings)]
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise UserError("; ".join(faults[:_SHOWN]) + more, where, f"{listed} lists every key")


def _in_words(error: jsonschema.ValidationError) -> str:
    """The key and the fault, of the alternative that fits best where there are several."""
    closest = jsonschema.exceptions.best_match([error])
    return f"{'.'.join(map(str, closest.absolute_path)) or 'top level'}: {closest.message}"


def _require_finite(settings: Any, where: object, key: str = "") -> None:
    """Raise a `UserError` for NaN, an infinity, or a whole number that no float holds."""
    if isinstance(settings, Mapping):
        for name, value in settings.items():
            _require_finite(value, where, f"{key}.{name}" if key else str(name))
    elif isinstance(settings, list | tuple):
        for place, value in enumerate(settings):
            _require_finite(value, where, f"{key}.{place}")
    elif isinstance(settings, int | float) and not abs(settings) <= sys.float_info.max:
        shown = str(settings) if isinstance(settings, float) else "the number"
        raise UserError(f"{key}: {shown} is not finite", where, "give a finite number")


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    return _Validator(read_yaml(schema))


def require_one(keys: Mapping[str, Any], *names: str) -> None:
    """Raise a `UserError` unless exactly one of these keys is given."""
    given = [name for name in names if name in keys]
    if len(given) != 1:
        raise UserError(f"{' and '.join(names)}: {len(given)} are given", mend="give one of them")
