"""``python -m poincare COMMAND``: what can be done with embeddings without the workflow."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import ModuleType

from poincare.base.console import in_one_line, show_every_character
from poincare.base.display import printable
from poincare.base.errors import UserError
from poincare.base.stops import Stopped, stoppable
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
    """Run one command.

    Exit codes: 0 fine; 1 a verdict, such as worse; 2 a mistake of the user's, or what the system
    refused, in one line on standard error. A pipe that the reader closed, and a signal, have the
    shell's codes: 128 and the signal's number.
    """
    parser = argparse.ArgumentParser("python -m poincare", description=__doc__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    show_every_character()
    given = parser.parse_args(arguments)
    try:
        with stoppable():
            code = given.run(given)
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        # Python would complain of the pipe again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except (UserError, OSError, MemoryError) as error:
        print(printable(f"error: {in_one_line(error)}"), file=sys.stderr)
        return 2
    except Stopped as stop:
        print(stop, file=sys.stderr)
        return stop.exit_code


if __name__ == "__main__":
    sys.exit(main())
