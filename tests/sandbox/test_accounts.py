"""Several accounts: credentials of each, and nothing of another account."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import github_tokens
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.sandbox.server import Sandbox

Connect = Callable[..., Any]

FIRST, SECOND = "123456789012", "210987654321"
ROLE = f"arn:aws:iam::{SECOND}:role/release"
GROUP = "/aws/sagemaker/TransformJobs"


def key_for(sandbox: Sandbox, connect: Connect, method: str, role: str = ROLE) -> str:
    """Assume a role and return the access key."""
    claims = github_tokens.claims(load("success"), github_tokens.AUDIENCE)
    more = {"WebIdentityToken": github_tokens.token(claims)} if method.endswith("identity") else {}
    response = getattr(connect(sandbox, "sts"), method)(RoleArn=role, RoleSessionName="run", **more)
    return str(response["Credentials"]["AccessKeyId"])


def code_of(call: Callable[..., Any], **parameters: Any) -> str:
    """Make a call that fails; return the error's code."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value.response["Error"]["Code"])


@pytest.fixture(params=["assume_role", "assume_role_with_web_identity", "account ID"])
def key(request: Any, sandbox: Sandbox, connect: Connect) -> str:
    """An access key of the second account."""
    return SECOND if request.param == "account ID" else key_for(sandbox, connect, request.param)


def test_the_identity_of_a_role_in_another_account(key: str, sandbox: Sandbox, connect: Connect) -> None:
    identity = connect(sandbox, "sts", key=key).get_caller_identity()
    arns = {True: f"arn:aws:iam::{SECOND}:root", False: f"arn:aws:sts::{SECOND}:assumed-role/release/run"}
    assert (identity["Account"], identity["Arn"]) == (SECOND, arns[key == SECOND])
    assert connect(sandbox, "sts").get_caller_identity()["Account"] == FIRST


def test_sagemaker_of_two_accounts(key: str, sandbox: Sandbox, connect: Connect, model_package: dict[str, Any]) -> None:
    accounts = {FIRST: "K", SECOND: key}
    for account, access_key in accounts.items():
        client = connect(sandbox, key=access_key)
        assert client.list_model_packages()["ModelPackageSummaryList"] == []
        package = f"arn:aws:sagemaker:us-east-1:{account}:model-package/iris-scorer-2"
        assert client.create_model_package(**model_package)["ModelPackageArn"] == package
        assert code_of(client.create_model_package, **model_package) == "ConflictException"
        for _ in range(3):
            assert client.describe_model_package(ModelPackageName=package)["ModelPackageArn"] == package
        (job,) = client.list_transform_jobs()["TransformJobSummaries"]
        name = job["TransformJobName"]
        assert job["TransformJobArn"] == f"arn:aws:sagemaker:us-east-1:{account}:transform-job/{name}"
        model = client.describe_transform_job(TransformJobName=name)["ModelName"]
        assert client.describe_model(ModelName=model)["ModelArn"].split(":")[4] == account
        assert client.list_tags(ResourceArn=package)["Tags"] == []
        logs = connect(sandbox, "logs", key=access_key)
        (stream,) = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        assert (stream["arn"].split(":")[4], stream["logStreamName"].partition("/")[0]) == (account, name)
        assert len(logs.describe_log_groups()["logGroups"]) == 1
    first, second = (connect(sandbox, key=access_key) for access_key in accounts.values())
    other = f"arn:aws:sagemaker:us-east-1:{SECOND}:model-package/iris-scorer-2"
    assert code_of(first.describe_model_package, ModelPackageName=other) == "ValidationException"
    assert code_of(first.delete_model_package, ModelPackageName=other) == "ValidationException"
    for _ in range(2):
        second.describe_model_package(ModelPackageName="iris-scorer-2")
    second.delete_model_package(ModelPackageName="iris-scorer-2")
    assert first.describe_model_package(ModelPackageName="iris-scorer-2")["ModelPackageStatus"] == "Completed"


def test_what_manifests_name_in_two_accounts(key: str, sandbox: Sandbox, connect: Connect) -> None:
    for account, access_key in {FIRST: "K", SECOND: key}.items():
        ecr, iam, s3 = (connect(sandbox, service, key=access_key) for service in ("ecr", "iam", "s3"))
        quotas = connect(sandbox, "service-quotas", key=access_key)
        image = {"repositoryName": f"of-{account}", "imageIds": [{"imageTag": "1"}]}
        assert ecr.describe_images(**image)["imageDetails"][0]["registryId"] == account
        assert ecr.batch_get_image(**image)["images"][0]["registryId"] == account
        assert [item["repositoryName"] for item in ecr.describe_repositories()["repositories"]] == [f"of-{account}"]
        login = ecr.get_authorization_token()["authorizationData"][0]["proxyEndpoint"]
        assert login == f"https://{account}.dkr.ecr.us-east-1.amazonaws.com"
        other = {FIRST: SECOND, SECOND: FIRST}[account]
        assert code_of(ecr.describe_images, registryId=other, **image) == "RepositoryNotFoundException"
        assert iam.get_role(RoleName="Validation")["Role"]["Arn"] == f"arn:aws:iam::{account}:role/Validation"
        s3.put_object(Bucket=f"of-{account}", Key="a", Body=b"1")
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == [f"of-{account}"]
        (quota,) = quotas.list_service_quotas(ServiceCode="sagemaker", MaxResults=1)["Quotas"]
        assert quota["QuotaArn"].split(":")[4] == account


@pytest.mark.parametrize("method", ["head_object", "get_object", "list_objects_v2", "head_bucket", "put_object"])
def test_a_bucket_of_another_account(method: str, sandbox: Sandbox, connect: Connect) -> None:
    connect(sandbox, "s3", key=SECOND).head_bucket(Bucket="irises")
    parameters = {} if method in ("list_objects_v2", "head_bucket") else {"Key": "input/a.csv"}
    code = code_of(getattr(connect(sandbox, "s3"), method), Bucket="irises", **parameters)
    assert code == ("403" if method.startswith("head") else "AccessDenied")


def test_a_name_of_a_bucket_is_unique(sandbox: Sandbox, connect: Connect) -> None:
    connect(sandbox, "s3").create_bucket(Bucket="irises")
    assert code_of(connect(sandbox, "s3", key=SECOND).create_bucket, Bucket="irises") == "BucketAlreadyExists"


def test_a_scenario_can_differ_by_account(tmp_path: Path, serve: Callable[[str], Sandbox], connect: Connect) -> None:
    file = tmp_path / "accounts.yaml"
    file.write_text(
        f'description: a\naccount: {{data: empty}}\naccounts: {{"{SECOND}": {{role: missing}}, "999999999999": null}}\n'
    )
    sandbox = serve(str(file))
    assert connect(sandbox, "iam").get_role(RoleName="Validation")["Role"]
    assert code_of(connect(sandbox, "iam", key=SECOND).get_role, RoleName="Validation") == "NoSuchEntity"
    assert connect(sandbox, "s3", key=SECOND).list_objects_v2(Bucket="irises", Prefix="input/")["KeyCount"] == 0
    denied = {
        "assume_role": "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::999999999999:role/release",
        "assume_role_with_web_identity": "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    }
    for method, message in denied.items():
        with pytest.raises(ClientError) as refused:
            key_for(sandbox, connect, method, "arn:aws:iam::999999999999:role/release")
        assert refused.value.response["Error"] == {"Type": "Sender", "Code": "AccessDenied", "Message": message}


def test_account_ids_without_quotes(tmp_path: Path, serve: Callable[[str], Sandbox]) -> None:
    file = tmp_path / "accounts.yaml"
    file.write_text("description: a\naccounts: {210987654321: null}\n")
    with pytest.raises(ValueError, match="accounts: write account IDs in quotes"):
        serve(str(file))
