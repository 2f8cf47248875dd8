"""What a session is called, and what loads when."""

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
def test_names_made_of_a_run(repository: str, number: str, name: str) -> None:
    assert oidc.session_name("", {"GITHUB_REPOSITORY": repository, "GITHUB_RUN_ID": number}) == name


@given(st.text(), st.text())
def test_any_run_has_a_name_that_sts_takes(repository: str, number: str) -> None:
    name = oidc.session_name("", {"GITHUB_REPOSITORY": repository, "GITHUB_RUN_ID": number})
    assert re.fullmatch(r"[A-Za-z0-9_+=,.@-]{2,64}", name)


def test_a_given_name_is_kept() -> None:
    assert oidc.session_name("me+you=,.@-_", {}) == "me+you=,.@-_"


@pytest.mark.parametrize("name", ["a", "a b", "a" * 65, "ä-ö", "a/b", "ab\n"])
def test_given_names_that_sts_refuses(name: str) -> None:
    with pytest.raises(Failure) as caught:
        oidc.session_name(name, {})
    found = caught.value
    assert (found.exit_code, found.message, found.hint) == (
        2,
        f"invalid role-session-name: {name!r}",
        "use 2 to 64 letters, digits and +=,.@-_, or leave it out for a name with repository and run ID",
    )


def test_the_settings_of_a_role_load_nothing_of_botocore() -> None:
    module = "sagemaker_marketplace.aws.credentials.oidc"
    program = f"import sys, {module} as oidc; oidc.session_name('', {{}}); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if name.startswith(("botocore", "boto3", "urllib3"))} == set()
