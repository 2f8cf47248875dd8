"""No rule raises on any manifest: wrong types, unexpected keys, missing parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.document import Document

FACTS = Facts()
# Fields that rules read, so that generated documents reach their code.
FIELDS = (
    "AdditionalInferenceSpecifications",
    "CertifyForMarketplace",
    "Containers",
    "Image",
    "InferenceSpecification",
    "InstanceGroups",
    "InstanceType",
    "ModelApprovalStatus",
    "ModelPackageGroupName",
    "ModelPackageName",
    "ResourceConfig",
    "SkipModelValidation",
    "SourceAlgorithmSpecification",
    "SupportedRealtimeInferenceInstanceTypes",
    "SupportedTrainingInstanceTypes",
    "SupportedTransformInstanceTypes",
    "Tags",
    "TrainingImage",
    "TrainingJobDefinition",
    "TrainingSpecification",
    "TransformJobDefinition",
    "TransformResources",
    "ValidationProfiles",
    "ValidationRole",
    "ValidationSpecification",
)
WORDS = (
    "All",
    "ml.",
    "ml.c5.large",
    "ml.p2.xlarge",
    "ml.r7gd.large",
    "arn:aws:iam::123456789012:role/x",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "763104351884.dkr.ecr.eu-west-1.amazonaws.com/a:1",
    "../us-east-1",
    "us-east-1",
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
keys = st.sampled_from(FIELDS) | st.text(max_size=3)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=25
)


def list_of(entry: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate lists whose entries can also be null, as where a manifest has an entry without content."""
    return st.lists(entry | st.none(), max_size=3)


def objects(names: Sequence[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate objects with some of the fields."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))


names = st.sampled_from(["training", "model", "depth", "loss", ""]) | scalars
numbers = st.sampled_from(["1", "10", "9", "1e3", "-inf", "nan", "", "x", "0x1F", " 5 ", "1_0"]) | scalars
uris = st.sampled_from(["s3://b", "s3://b/train", "s3://b/train-2/", "s3://b/model.tar.gz", "s3://", "b/c"]) | scalars
mime_types = st.sampled_from(["text/csv", "text/*", "application/json", "", " ", "csv"]) | scalars
RANGES = tuple(f"{kind}ParameterRangeSpecification" for kind in ("Integer", "Continuous", "Categorical"))


def algorithm_parts() -> st.SearchStrategy[Any]:
    """Generate training specifications whose hyperparameters, channels and metrics have valid fields."""
    bounds = objects(("MinValue", "MaxValue"), numbers) | objects(("Values",), list_of(numbers))
    types = st.sampled_from(["Integer", "Continuous", "Categorical", "FreeText"]) | scalars
    flags = st.booleans() | scalars
    hyperparameter = st.fixed_dictionaries(
        {"Name": names, "Type": types},
        optional={
            "Range": objects(RANGES, bounds) | values,
            "DefaultValue": numbers,
            "IsTunable": flags,
            "IsRequired": flags,
        },
    )
    lists = {
        f"Supported{name}": list_of(mime_types) | values for name in ("ContentTypes", "CompressionTypes", "InputModes")
    }
    channel = st.fixed_dictionaries({"Name": names}, optional={**lists, "IsRequired": flags})
    metric = st.fixed_dictionaries({"Name": names}, optional={"Regex": st.text("()[]\\\\.*?+0a", max_size=6) | scalars})
    objective = st.fixed_dictionaries({"MetricName": names}, optional={"Type": scalars})
    return st.fixed_dictionaries(
        {},
        optional={
            "SupportedHyperParameters": list_of(hyperparameter),
            "TrainingChannels": list_of(channel),
            "MetricDefinitions": list_of(metric),
            "SupportedTuningJobObjectiveMetrics": list_of(objective),
        },
    )


def jobs() -> st.SearchStrategy[Any]:
    """Generate validation profiles whose jobs have valid fields."""
    source = objects(("S3Uri",), uris).flatmap(
        lambda given: st.sampled_from(["S3Prefix", "ManifestFile", None]).map(
            lambda kind: {**given, "S3DataType": kind}
        )
    )
    data_source = st.fixed_dictionaries({"S3DataSource": source | values}) | values
    channel = st.fixed_dictionaries(
        {"ChannelName": names, "DataSource": data_source}, optional={"ContentType": mime_types}
    )
    hyperparameters = st.dictionaries(st.sampled_from(["depth", "loss"]) | st.text(max_size=3), numbers, max_size=3)
    training = st.fixed_dictionaries(
        {},
        optional={
            "HyperParameters": hyperparameters | values,
            "InputDataConfig": list_of(channel),
            "OutputDataConfig": objects(("S3OutputPath",), uris) | values,
        },
    )
    transform = st.fixed_dictionaries(
        {},
        optional={
            "BatchStrategy": st.sampled_from(["MultiRecord", "SingleRecord"]) | scalars,
            "TransformInput": st.fixed_dictionaries(
                {"DataSource": data_source},
                optional={"ContentType": mime_types, "SplitType": st.just("Line") | scalars},
            ),
            "TransformOutput": objects(("S3OutputPath", "Accept"), uris | mime_types),
        },
    )
    return list_of(
        objects(("TrainingJobDefinition",), training | st.none()) | objects(("TransformJobDefinition",), transform)
    )


def like_an_algorithm() -> st.SearchStrategy[Any]:
    """Generate requests for algorithms with hyperparameters, channels and jobs."""
    container = objects(("ModelDataUrl", "Image"), uris) | st.none()
    return st.fixed_dictionaries(
        {
            "TrainingSpecification": algorithm_parts(),
            "ValidationSpecification": st.fixed_dictionaries({"ValidationProfiles": jobs()}),
        },
        optional={"InferenceSpecification": st.fixed_dictionaries({"Containers": list_of(container)})},
    )


def like_a_request(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate requests whose upper levels have valid fields, with anything below."""
    job = st.fixed_dictionaries({}, optional={"ResourceConfig": inner, "TransformResources": inner})
    profile = st.fixed_dictionaries({}, optional={"TrainingJobDefinition": job, "TransformJobDefinition": job})
    validation = st.fixed_dictionaries({"ValidationRole": inner, "ValidationProfiles": st.lists(profile, max_size=2)})
    inference = st.fixed_dictionaries({}, optional={name: inner for name in FIELDS if name.startswith(("C", "S"))})
    optional = dict.fromkeys(FIELDS, inner) | {
        "InferenceSpecification": inference,
        "ValidationSpecification": validation | inner,
    }
    return st.fixed_dictionaries({}, optional=optional)


@given(
    kind=scalars | st.sampled_from(["ModelPackage", "Algorithm"]), region=values, spec=values | like_a_request(values)
)
def test_no_rule_raises(kind: Any, region: Any, spec: Any) -> None:
    assert malformed_results({"kind": kind, "region": region, "spec": spec}) == []


@given(spec=like_an_algorithm())
def test_no_rule_raises_on_hyperparameters_channels_and_jobs(spec: Any) -> None:
    assert malformed_results({"kind": "Algorithm", "region": "us-east-1", "spec": spec}) == []


def malformed_results(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """Run all rules; return what they yield without a path, a message or a hint, by rule."""
    doc = Document("m.yaml")
    doc.data = data
    results = [(rule.name, result) for rule in plugins.rules() for result in rule.module.check(doc, FACTS)]
    return [(name, result) for name, result in results if not (isinstance(result[0], tuple) and all(result[:3]))]


@given(data=st.dictionaries(keys | st.sampled_from(["kind", "region", "spec"]), values, max_size=4))
def test_no_rule_requires_kind_region_or_spec(data: dict[str, Any]) -> None:
    assert malformed_results(data) == []


@given(
    kind=st.sampled_from(["ModelPackage", "Algorithm"]),
    rehearsal=values
    | objects(("image", "model", "input", "patience"), uris | numbers)
    | st.fixed_dictionaries(
        {
            "training": objects(("image", "input"), uris | numbers | objects(("training", "validation"), uris))
            | values,
            "samples": objects(("text/csv", "csv"), st.lists(uris) | values) | values,
            "real-time": st.booleans() | values,
        }
    )
    | st.fixed_dictionaries(
        {"expect": objects(("status", "content-type", "records", "tolerance", "schema"), mime_types | numbers) | values}
    ),
    spec=like_an_algorithm() | values,
)
def test_no_rule_raises_on_a_rehearsal(kind: str, rehearsal: Any, spec: Any) -> None:
    assert malformed_results({"kind": kind, "region": "us-east-1", "rehearsal": rehearsal, "spec": spec}) == []
