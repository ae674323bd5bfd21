"""What goes wrong in words: refusals for a person, and reasons not to start."""


class UserError(Exception):
    """A refusal. `str(error)` is a complete sentence for the person, with the mend."""


class NotAllowed(UserError):
    """Somebody asked for what only others may do."""


class StartError(Exception):
    """Why the process cannot do what the command line asked; `str(error)` names the mend."""
