"""IAM policies as data: the permissions of a caller and of a validation role, and trust policies."""

from . import cloudformation, terraform
from .caller import CALLS, COMMANDS, Caller, assume_roles, caller
from .grants import UNKNOWN_ACCOUNT, Policy, Principal, principal_of
from .resource_arns import home
from .trust_policy import GITHUB_ISSUER, SERVICE, github, principal, trusts_sagemaker
from .validation_role import DEFAULT_ROLE_NAME, MANAGED, POLICY_NAME, role_name, validation_role

__all__ = [
    "CALLS",
    "COMMANDS",
    "DEFAULT_ROLE_NAME",
    "GITHUB_ISSUER",
    "MANAGED",
    "POLICY_NAME",
    "SERVICE",
    "UNKNOWN_ACCOUNT",
    "Caller",
    "Policy",
    "Principal",
    "assume_roles",
    "caller",
    "cloudformation",
    "github",
    "home",
    "principal",
    "principal_of",
    "role_name",
    "terraform",
    "trusts_sagemaker",
    "validation_role",
]
