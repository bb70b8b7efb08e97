"""The one exception that a user is meant to read."""


class UserError(Exception):
    """A mistake that the user can mend: one line saying what, where and how to mend it."""

    def __init__(self, what: str, where: object = None, mend: str = ""):
        parts = [f"{where}: {what}" if where is not None else what]
        if mend:
            parts.append(mend)
        super().__init__("; ".join(parts))
