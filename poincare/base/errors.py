"""The exceptions that a user is meant to read."""

import re
import textwrap

_LINE_ENDS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")


class UserError(Exception):
    """A mistake that the user can mend: one line saying what, where and how to mend it."""

    def __init__(self, what: str, where: object = None, mend: str = ""):
        parts = [f"{where}: {what}" if where is not None else what]
        if mend:
            parts.append(mend)
        super().__init__(_LINE_ENDS.sub(" ", "; ".join(parts)))


class Damaged(UserError):
    """The bytes of a file are not those that were written. `path` is the file, `what` the fault."""

    def __init__(self, what: str, path: object, where: object = None):
        self.path = path
        self.what = f"{path if where is None else where}: damaged: {what}"
        super().__init__(
            f"damaged: {what}",
            path if where is None else where,
            "delete the file and run the same command again",
        )


def one_line(error: BaseException, width: int = 120) -> str:
    """Class and message of `error` on one line of at most `width` characters."""
    return textwrap.shorten(f"{type(error).__name__}: {error}", width, placeholder=" …")
