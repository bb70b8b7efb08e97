"""The commands of ``python -m poincare``, one module each.

A command is a module with

- `add_to(commands)`: adds its parser to the subparsers and sets `run` as the parser's default;
- `run(arguments)`: does the work and returns the exit code.

Commands read, call the package and print; they hold no arithmetic, as the workflow's scripts.
"""
