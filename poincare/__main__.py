"""``python -m poincare COMMAND``: what can be done with embeddings without the workflow."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from poincare.base.errors import UserError
from poincare.commands import compare, export, forecast, keep, neighbours, path, report, score

#: Modules of `poincare.commands`, in the order of the help text.
COMMANDS: tuple[ModuleType, ...] = (
    score,
    export,
    neighbours,
    path,
    compare,
    report,
    keep,
    forecast,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a user's mistake is one line on standard error and exit code 2."""
    parser = argparse.ArgumentParser("python -m poincare", description=__doc__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    given = parser.parse_args(arguments)
    try:
        return given.run(given)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
