"""The name of a role session, and the modules that its settings load."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.aws.credentials import oidc
from sagemaker_marketplace.manifest.findings import Failure


@pytest.mark.parametrize(
    ("repository", "number", "name"),
    [
        ("octo/churn", "123", "sagemaker-marketplace-octo-churn-123"),
        ("octo/churn_scorer.v2", "123", "sagemaker-marketplace-octo-churn_scorer.v2-123"),
        ("", "123", "sagemaker-marketplace-123"),
        ("octo/churn", "", "sagemaker-marketplace-octo-churn"),
        ("", "", "sagemaker-marketplace"),
        ("o" * 39 + "/" + "n" * 100, "12345678901", "sagemaker-marketplace-" + "o" * 30 + "-12345678901"),
        ("o" * 29 + "/" + "n" * 100, "12345678901", "sagemaker-marketplace-" + "o" * 29 + "-12345678901"),
        ("öcto/chürn", "1", "sagemaker-marketplace-cto-ch-rn-1"),
    ],
)
def test_the_default_name_contains_repository_and_run(repository: str, number: str, name: str) -> None:
    assert oidc.session_name("", {"GITHUB_REPOSITORY": repository, "GITHUB_RUN_ID": number}) == name


@given(st.text(), st.text())
def test_the_default_name_is_always_valid_for_sts(repository: str, number: str) -> None:
    name = oidc.session_name("", {"GITHUB_REPOSITORY": repository, "GITHUB_RUN_ID": number})
    assert re.fullmatch(r"[A-Za-z0-9_+=,.@-]{2,64}", name)


def test_a_valid_name_is_unchanged() -> None:
    assert oidc.session_name("me+you=,.@-_", {}) == "me+you=,.@-_"


@pytest.mark.parametrize("name", ["a", "a b", "a" * 65, "ä-ö", "a/b", "ab\n"])
def test_invalid_names_are_rejected(name: str) -> None:
    with pytest.raises(Failure) as caught:
        oidc.session_name(name, {})
    error = caught.value
    assert (error.exit_code, error.message, error.hint) == (
        2,
        f"invalid role-session-name: {name!r}",
        "use 2 to 64 letters, digits and +=,.@-_, or leave it out for a name with repository and run ID",
    )


def test_the_settings_of_a_role_do_not_load_botocore() -> None:
    module = "sagemaker_marketplace.aws.credentials.oidc"
    program = f"import sys, {module} as oidc; oidc.session_name('', {{}}); print(*sorted(sys.modules))"
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name for name in process.stdout.split() if name.startswith(("botocore", "boto3", "urllib3"))} == set()
