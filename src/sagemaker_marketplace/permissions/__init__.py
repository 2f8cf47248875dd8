"""IAM policies as data: the permissions of a caller and of a validation role, and trust policies."""

from .caller import CALLS, COMMANDS, Caller, caller
from .grants import UNKNOWN_ACCOUNT
from .resource_arns import home
from .trust_policy import SERVICE, github, trusts_sagemaker
from .validation_role import MANAGED, validation_role

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
