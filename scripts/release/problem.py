"""What stops a release."""


class ReleaseError(Exception):
    """A release that can't be made: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        """`message` names the location and the problem, `hint` is an instruction."""
        super().__init__(message)
        self.hint = hint
