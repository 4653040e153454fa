"""The one exception that is an answer and no bug; whatever else is raised, is one."""


class Refused(Exception):  # noqa: N818 - the process refuses; it does not fail.
    """The process says no. `str(refusal)` is shown to the person as it is, and says what would help."""
