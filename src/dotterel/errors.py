"""The error tree. A bad page is a Refusal record, never an error; these are for bad commands and failed runs.

DotterelError
├── UsageError       the caller asked for something that cannot be asked (exit 2)
└── RunError         the run could not be carried through (exit 1)
    ├── ModelError   the weights are missing or damaged
    └── StoreError   the store cannot be opened, read or written
"""


class DotterelError(Exception):
    """Anything that Dotterel raises on purpose; its text says what happened, where, and what to do."""


class UsageError(DotterelError):
    """The call cannot be carried out as it was made; ends the command line with exit code 2."""


class RunError(DotterelError):
    """The run failed; ends the command line with exit code 1."""


class ModelError(RunError):
    """The reader's weights are missing, damaged or not of the version that this release reads."""


class StoreError(RunError):
    """The store cannot be opened, read or written."""
