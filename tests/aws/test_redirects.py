"""A redirect of GitHub's token endpoint is not followed: the request token would go to another host."""

from __future__ import annotations

import pytest
from tests.aws.conftest import Job
from tests.aws.local_server import LocalServer, Reply, run_server

from sagemaker_marketplace.aws.credentials import github_token
from sagemaker_marketplace.manifest.findings import Failure


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(job: Job, server: LocalServer, status: int) -> None:
    with run_server() as other:
        server.token_replies.append(Reply(status, "", {"Location": f"{other.url}/token"}))
        with pytest.raises(Failure) as failure:
            github_token.fetch(job.oidc(), verify=True)
        assert (len(server.token_requests), other.token_requests) == (1, [])
    assert failure.value.message.endswith(f"rejected the request: HTTP {status}")
