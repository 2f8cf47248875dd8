"""No rule raises on any manifest: wrong types, unexpected keys, missing parts."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
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


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=scalars | st.sampled_from(["ModelPackage", "Algorithm"]), region=values, spec=values | like_a_request(values)
)
def test_no_rule_raises(kind: Any, region: Any, spec: Any) -> None:
    doc = Document("m.yaml")
    doc.data = {"kind": kind, "region": region, "spec": spec}
    for rule in plugins.rules():
        for path, message, hint, *_ in rule.module.check(doc, FACTS):
            assert isinstance(path, tuple)
            assert path
            assert message
            assert hint


@settings(max_examples=100, deadline=None)
@given(data=st.dictionaries(keys | st.sampled_from(["kind", "region", "spec"]), values, max_size=4))
def test_no_rule_requires_kind_region_or_spec(data: dict[str, Any]) -> None:
    doc = Document("m.yaml")
    doc.data = data
    for rule in plugins.rules():
        list(rule.module.check(doc, FACTS))
