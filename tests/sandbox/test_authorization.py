"""Callers and their permissions: required actions, errors in each protocol, groups, sessions and conditions."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import github_tokens, scenario
from sagemaker_marketplace.sandbox.server import Sandbox

Connect = Callable[..., Any]
Caller = Callable[[str], Any]

ACCOUNT = "123456789012"
SELLER = f"arn:aws:iam::{ACCOUNT}:user/seller"
SAGEMAKER = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:"
PACKAGE, ALGORITHM = f"{SAGEMAKER}model-package/m", f"{SAGEMAKER}algorithm/a"
TRAINING, TRANSFORM = f"{SAGEMAKER}training-job/j", f"{SAGEMAKER}transform-job/j"
REPOSITORY = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/iris"
IMAGE = {"repositoryName": "iris", "imageId": {"imageTag": "1"}}
BUCKET = "arn:aws:s3:::irises"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Validation"
CONSOLE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AmazonSageMaker-1"
GROUP = "/aws/sagemaker/TransformJobs"
GROUP_ARN = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}"
STREAM = {"logGroupName": GROUP, "logStreamName": "j/1"}
NO_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"

# The service, boto3's method, the IAM action, the ARN of its resource, and the call's parameters.
CALLS: list[tuple[str, str, str, str, Mapping[str, Any]]] = [
    ("sagemaker", "describe_model_package", "DescribeModelPackage", PACKAGE, {"ModelPackageName": "m"}),
    ("sagemaker", "describe_model_package", "DescribeModelPackage", PACKAGE, {"ModelPackageName": PACKAGE}),
    ("sagemaker", "delete_model_package", "DeleteModelPackage", PACKAGE, {"ModelPackageName": "m"}),
    ("sagemaker", "list_model_packages", "ListModelPackages", "*", {}),
    ("sagemaker", "describe_algorithm", "DescribeAlgorithm", ALGORITHM, {"AlgorithmName": "a"}),
    ("sagemaker", "delete_algorithm", "DeleteAlgorithm", ALGORITHM, {"AlgorithmName": "a"}),
    ("sagemaker", "list_algorithms", "ListAlgorithms", "*", {}),
    ("sagemaker", "add_tags", "AddTags", ALGORITHM, {"ResourceArn": ALGORITHM, "Tags": [{"Key": "k", "Value": "v"}]}),
    ("sagemaker", "list_tags", "ListTags", PACKAGE, {"ResourceArn": PACKAGE}),
    ("sagemaker", "list_training_jobs", "ListTrainingJobs", "*", {}),
    ("sagemaker", "describe_training_job", "DescribeTrainingJob", TRAINING, {"TrainingJobName": "j"}),
    ("sagemaker", "stop_training_job", "StopTrainingJob", TRAINING, {"TrainingJobName": "j"}),
    ("sagemaker", "list_transform_jobs", "ListTransformJobs", "*", {}),
    ("sagemaker", "describe_transform_job", "DescribeTransformJob", TRANSFORM, {"TransformJobName": "j"}),
    ("sagemaker", "stop_transform_job", "StopTransformJob", TRANSFORM, {"TransformJobName": "j"}),
    ("ecr", "describe_images", "DescribeImages", REPOSITORY, {"repositoryName": "iris"}),
    ("ecr", "batch_get_image", "BatchGetImage", REPOSITORY, {"repositoryName": "iris", "imageIds": []}),
    ("ecr", "describe_image_scan_findings", "DescribeImageScanFindings", REPOSITORY, IMAGE),
    ("ecr", "get_download_url_for_layer", "GetDownloadUrlForLayer", REPOSITORY, {"repositoryName": "iris"}),
    ("ecr", "describe_repositories", "DescribeRepositories", REPOSITORY, {"repositoryNames": ["iris"]}),
    ("ecr", "describe_repositories", "DescribeRepositories", "*", {}),
    ("s3", "list_objects_v2", "ListBucket", BUCKET, {"Bucket": "irises", "Prefix": "input/"}),
    ("s3", "get_bucket_location", "GetBucketLocation", BUCKET, {"Bucket": "irises"}),
    ("s3", "get_object", "GetObject", f"{BUCKET}/input/a b.csv", {"Bucket": "irises", "Key": "input/a b.csv"}),
    ("s3", "get_object", "GetObjectVersion", f"{BUCKET}/a", {"Bucket": "irises", "Key": "a", "VersionId": "1"}),
    ("s3", "put_object", "PutObject", f"{BUCKET}/a", {"Bucket": "irises", "Key": "a", "Body": b"5.1"}),
    ("s3", "list_buckets", "ListAllMyBuckets", "*", {}),
    ("iam", "get_role", "GetRole", ROLE, {"RoleName": "Validation"}),
    ("iam", "get_role", "GetRole", CONSOLE_ROLE, {"RoleName": "AmazonSageMaker-1"}),
    ("iam", "create_role", "CreateRole", f"arn:aws:iam::{ACCOUNT}:role/ml/New", {"RoleName": "New", "Path": "/ml/"}),
    ("iam", "put_role_policy", "PutRolePolicy", ROLE, {"RoleName": "Validation", "PolicyName": "p"}),
    ("iam", "attach_role_policy", "AttachRolePolicy", ROLE, {"RoleName": "Validation", "PolicyArn": "p"}),
    ("iam", "tag_role", "TagRole", ROLE, {"RoleName": "Validation", "Tags": []}),
    ("iam", "simulate_principal_policy", "SimulatePrincipalPolicy", ROLE, {"PolicySourceArn": ROLE}),
    ("iam", "get_user", "GetUser", SELLER, {"UserName": "seller"}),
    ("iam", "list_roles", "ListRoles", "*", {}),
    ("sts", "assume_role", "AssumeRole", ROLE, {"RoleArn": ROLE, "RoleSessionName": "s"}),
    ("logs", "describe_log_groups", "DescribeLogGroups", f"{NO_GROUP}:log-stream:", {}),
    ("logs", "describe_log_streams", "DescribeLogStreams", f"{GROUP_ARN}:log-stream:", {"logGroupName": GROUP}),
    ("logs", "filter_log_events", "FilterLogEvents", f"{GROUP_ARN}:log-stream:", {"logGroupIdentifier": GROUP_ARN}),
    ("logs", "get_log_events", "GetLogEvents", f"{GROUP_ARN}:log-stream:j/1", STREAM),
    ("service-quotas", "list_service_quotas", "ListServiceQuotas", "*", {"ServiceCode": "sagemaker"}),
    ("pricing", "get_products", "GetProducts", "*", {"ServiceCode": "AmazonSageMaker"}),
    (
        *("account", "get_region_opt_status", "GetRegionOptStatus", f"arn:aws:account::{ACCOUNT}:account"),
        {"RegionName": "us-east-1"},
    ),
]


@pytest.fixture
def root(sandbox: Sandbox, connect: Connect) -> Any:
    """An IAM client of the account's root user."""
    return connect(sandbox, "iam")


@pytest.fixture
def seller(sandbox: Sandbox, root: Any, connect: Connect) -> Caller:
    """Create a user without policies; return a function that connects the user to a service."""
    root.create_user(UserName="seller")
    key = root.create_access_key(UserName="seller")["AccessKey"]["AccessKeyId"]
    clients: dict[str, Any] = {}

    def connected(service: str) -> Any:
        if service not in clients:
            clients[service] = connect(sandbox, service, key=key)
        return clients[service]

    return connected


def policy(action: Any, resource: Any = "*", effect: str = "Allow", **more: Any) -> str:
    """Return a policy document of one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refusal(client: Any, method: str, parameters: Mapping[str, Any]) -> tuple[int, str, str] | None:
    """Make a call; return status, code and message of its error, or None if it succeeds."""
    try:
        getattr(client, method)(**parameters)
    except ClientError as error:
        answer: Any = error.response
        return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]
    return None


def error_message(service: str, action: str, resource: str, parameters: Mapping[str, Any], arn: str = SELLER) -> str:
    """Return the error message of a call."""
    prefix = service.replace("-", "")
    displayed = f'"{resource}"' if service == "s3" else resource
    if service == "iam" and "RoleName" in parameters and action != "CreateRole":
        displayed = f"role {parameters['RoleName']}"
    because = f"because no identity-based policy allows the {prefix}:{action} action"
    return f"User: {arn} is not authorized to perform: {prefix}:{action} on resource: {displayed} {because}"


def test_without_a_policy_every_call_is_denied_and_names_the_missing_action(seller: Caller) -> None:
    errors = {**dict.fromkeys(("s3", "iam", "sts"), (403, "AccessDenied")), "account": (403, "AccessDeniedException")}
    denied = [refusal(seller(service), method, parameters) for service, method, _, _, parameters in CALLS]
    assert denied == [
        (*errors.get(service, (400, "AccessDeniedException")), error_message(service, action, resource, parameters))
        for service, _, action, resource, parameters in CALLS
    ]


def test_a_call_needs_only_its_action_on_its_resource(seller: Caller, root: Any) -> None:
    denied = []
    for service, method, action, resource, parameters in CALLS:
        document = policy(f"{service.replace('-', '')}:{action}", resource)
        root.put_user_policy(UserName="seller", PolicyName="p", PolicyDocument=document)
        error = refusal(seller(service), method, parameters)
        denied += [error] if error and error[1].startswith("AccessDenied") else []
    assert denied == []


def test_a_denied_head_request_has_no_message(seller: Caller, root: Any) -> None:
    s3, calls = seller("s3"), [("head_bucket", {"Bucket": "irises"}), ("head_object", {"Bucket": "irises", "Key": "k"})]
    assert [refusal(s3, *call) for call in calls] == [(403, "403", "Forbidden")] * 2
    document = policy(["s3:CreateBucket", "s3:ListBucket", "s3:PutObject", "s3:GetObject"], "arn:aws:s3:::iris*")
    root.put_user_policy(UserName="seller", PolicyName="p", PolicyDocument=document)
    s3.create_bucket(Bucket="irises")
    s3.put_object(Bucket="irises", Key="k", Body=b"5.1")
    assert [refusal(s3, *call) for call in calls] == [None, None]


def test_create_requires_add_tags_and_pass_role(seller: Caller, root: Any, model_package: dict[str, Any]) -> None:
    model_package["Tags"] = [{"Key": "team", "Value": "irises"}]
    role = model_package["ValidationSpecification"]["ValidationRole"]
    package = f"{SAGEMAKER}model-package/iris-scorer-2"
    passed = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    needed = [
        ("sagemaker:CreateModelPackage", package, {}),
        ("sagemaker:AddTags", package, {"StringEquals": {"aws:RequestTag/team": "irises"}}),
        ("iam:PassRole", role, passed),
    ]
    for name, (action, resource, condition) in enumerate(needed):
        assert refusal(seller("sagemaker"), "create_model_package", model_package) == (
            *(400, "AccessDeniedException"),
            f"User: {SELLER} is not authorized to perform: {action} on resource: {resource} "
            f"because no identity-based policy allows the {action} action",
        )
        document = policy(action, resource, Condition=condition)
        root.put_user_policy(UserName="seller", PolicyName=f"p{name}", PolicyDocument=document)
    assert seller("sagemaker").create_model_package(**model_package)["ModelPackageArn"] == package


def test_create_without_tags_and_profiles_requires_neither(
    seller: Caller, root: Any, algorithm: dict[str, Any]
) -> None:
    del algorithm["ValidationSpecification"]
    arn = f"{SAGEMAKER}algorithm/iris-trainer-2"
    root.put_user_policy(UserName="seller", PolicyName="p", PolicyDocument=policy("sagemaker:CreateAlgorithm", arn))
    assert seller("sagemaker").create_algorithm(**algorithm)["AlgorithmArn"] == arn


def test_an_explicit_deny_overrides_an_allow_and_has_its_own_message(seller: Caller, root: Any) -> None:
    root.put_user_policy(UserName="seller", PolicyName="all", PolicyDocument=policy("*"))
    root.put_user_policy(UserName="seller", PolicyName="but", PolicyDocument=policy("s3:Get*", effect="Deny"))
    assert refusal(seller("s3"), "get_object", {"Bucket": "irises", "Key": "a"}) == (
        *(403, "AccessDenied"),
        f'User: {SELLER} is not authorized to perform: s3:GetObject on resource: "{BUCKET}/a" '
        "with an explicit deny in an identity-based policy",
    )
    assert refusal(seller("sagemaker"), "list_algorithms", {}) is None


def test_conditions_apply_to_calls(seller: Caller, root: Any, sandbox: Sandbox, connect: Connect) -> None:
    here = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}, "Bool": {"aws:SecureTransport": "true"}}
    prefix = {"StringLike": {"s3:prefix": "input/*"}, "ArnEquals": {"aws:PrincipalArn": SELLER}}
    for name, (action, condition) in {"r": ("sagemaker:*", here), "p": ("s3:ListBucket", prefix)}.items():
        document = policy(action, Condition=condition)
        root.put_user_policy(UserName="seller", PolicyName=name, PolicyDocument=document)
    key = root.list_access_keys(UserName="seller")["AccessKeyMetadata"][0]["AccessKeyId"]
    abroad = connect(sandbox, "sagemaker", "eu-west-1", key)
    connect(sandbox, "s3").create_bucket(Bucket="irises")
    outcomes = [
        refusal(seller("sagemaker"), "list_algorithms", {}),
        refusal(abroad, "list_algorithms", {}),
        refusal(seller("s3"), "list_objects_v2", {"Bucket": "irises", "Prefix": "input/a"}),
        refusal(seller("s3"), "list_objects_v2", {"Bucket": "irises"}),
    ]
    assert [outcome and outcome[1] for outcome in outcomes] == [None, "AccessDeniedException", None, "AccessDenied"]


def test_group_policies_and_attached_policies_apply(seller: Caller, root: Any) -> None:
    made = root.create_policy(PolicyName="jobs", PolicyDocument=policy("sagemaker:ListTrainingJobs"))["Policy"]["Arn"]
    group_made = root.create_policy(PolicyName="g", PolicyDocument=policy("s3:ListAllMyBuckets"))["Policy"]["Arn"]
    root.create_policy_version(PolicyArn=made, PolicyDocument=policy("sagemaker:ListTransformJobs"), SetAsDefault=True)
    root.attach_user_policy(UserName="seller", PolicyArn=made)
    root.create_group(GroupName="sellers")
    root.put_group_policy(GroupName="sellers", PolicyName="p", PolicyDocument=policy("sagemaker:ListAlgorithms"))
    root.attach_group_policy(GroupName="sellers", PolicyArn=group_made)
    calls = [
        *(("sagemaker", f"list_{what}") for what in ("training_jobs", "transform_jobs", "algorithms")),
        ("s3", "list_buckets"),
    ]
    before = [refusal(seller(service), method, {}) is None for service, method in calls]
    root.add_user_to_group(GroupName="sellers", UserName="seller")
    after = [refusal(seller(service), method, {}) is None for service, method in calls]
    assert (before, after) == ([False, True, False, False], [False, True, True, True])


def test_an_aws_managed_policy_can_be_attached(seller: Caller, root: Any) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
    root.attach_user_policy(UserName="seller", PolicyArn=arn)
    assert refusal(seller("sagemaker"), "list_algorithms", {}) is None
    with pytest.raises(ClientError, match="NoSuchEntity"):
        root.attach_user_policy(UserName="seller", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")


@pytest.mark.parametrize("method", ["assume_role", "assume_role_with_web_identity"])
def test_a_session_has_the_permissions_of_its_role(method: str, sandbox: Sandbox, root: Any, connect: Connect) -> None:
    trust = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity"}}
    root.create_role(RoleName="Release", Path="/ci/", AssumeRolePolicyDocument=json.dumps(trust))
    arn = f"arn:aws:iam::{ACCOUNT}:role/ci/Release"
    claims = github_tokens.claims(scenario.load("success"), "sts.amazonaws.com")
    more = {"WebIdentityToken": github_tokens.token(claims)} if method.endswith("identity") else {}
    assumed = getattr(connect(sandbox, "sts"), method)(RoleArn=arn, RoleSessionName="run-7", **more)
    key = assumed["Credentials"]["AccessKeyId"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Release/run-7"
    identity = connect(sandbox, "sts", key=key).get_caller_identity()
    assert (assumed["AssumedRoleUser"]["Arn"], identity["Arn"]) == (session, session)
    sagemaker = connect(sandbox, key=key)
    text = error_message("sagemaker", "ListAlgorithms", "*", {}, session)
    assert refusal(sagemaker, "list_algorithms", {}) == (400, "AccessDeniedException", text)
    root.put_role_policy(RoleName="Release", PolicyName="p", PolicyDocument=policy("sagemaker:ListAlgorithms"))
    assert refusal(sagemaker, "list_algorithms", {}) is None


@pytest.mark.parametrize("scenario", ["success", "role-missing"])
def test_a_session_of_a_default_role_has_all_permissions(
    scenario: str, serve: Callable[[str], Sandbox], connect: Connect
) -> None:
    sandbox, arn = serve(scenario), f"arn:aws:iam::{ACCOUNT}:role/ci/Release"
    key = connect(sandbox, "sts").assume_role(RoleArn=arn, RoleSessionName="run-7")["Credentials"]["AccessKeyId"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Release/run-7"
    assert connect(sandbox, "sts", key=key).get_caller_identity()["Arn"] == session
    sagemaker, iam = connect(sandbox, key=key), connect(sandbox, "iam", key=key)
    assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []
    # GetRole creates the default role, and the session keeps its permissions.
    assert iam.get_role(RoleName="Release")["Role"]["Arn"] == arn
    assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []
    simulated = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["iam:PassRole"])
    assert simulated["EvaluationResults"][0]["EvalDecision"] == "allowed"


def test_get_caller_identity_requires_no_permission(sandbox: Sandbox, seller: Caller, connect: Connect) -> None:
    assert seller("sts").get_caller_identity()["Arn"] == SELLER
    root = connect(sandbox, "sts").get_caller_identity()
    del root["ResponseMetadata"]
    assert root == {"UserId": ACCOUNT, "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"}


def test_an_invalid_request_is_authorized_before_it_is_validated(seller: Caller) -> None:
    request = {"AlgorithmName": 7, "ValidationSpecification": {"ValidationRole": 7}}
    text = error_message("sagemaker", "CreateAlgorithm", f"{SAGEMAKER}algorithm/", {})
    assert refusal(seller("sagemaker"), "create_algorithm", request) == (400, "AccessDeniedException", text)


def test_a_scenario_can_have_a_caller_without_permissions(serve: Callable[[str], Sandbox], connect: Connect) -> None:
    sandbox = serve("caller-without-permissions")
    client = connect(sandbox, "s3", key=sandbox.environment["AWS_ACCESS_KEY_ID"])
    text = error_message("s3", "ListAllMyBuckets", "*", {}, f"arn:aws:iam::{ACCOUNT}:user/caller")
    assert refusal(client, "list_buckets", {}) == (403, "AccessDenied", text)
