"""IAM policies as data: what a caller needs for a command, whom his role trusts, what a validation role needs."""

from .calls import CALLS, COMMANDS, Caller, caller
from .grants import UNKNOWN_ACCOUNT
from .ground import home
from .trusts import SERVICE, github, trusts_sagemaker
from .validation import MANAGED, validation_role

__all__ = [
    "CALLS",
    "COMMANDS",
    "MANAGED",
    "SERVICE",
    "UNKNOWN_ACCOUNT",
    "Caller",
    "caller",
    "github",
    "home",
    "trusts_sagemaker",
    "validation_role",
]
