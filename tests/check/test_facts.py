"""The bundled facts: exact values, and data with dates and sources that is consistent with itself and botocore."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import botocore
import pytest
from scripts import make_facts

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import FOLDER, USES, Facts
from sagemaker_marketplace.manifest import reader, schema

FACTS = Facts()
FILES = sorted(path for path in Path(FOLDER).rglob("*.json") if path.name != "manifest.schema.json")
ROOT = Path(__file__).parents[2]


def read(name: str) -> Any:
    return json.loads((Path(FOLDER) / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("region", "publishing", "partition"),
    [
        ("us-east-1", "confirmed", "aws"),
        ("sa-east-1", "confirmed", "aws"),
        ("ap-northeast-3", "unconfirmed", "aws"),
        ("eu-south-1", "opt-in", "aws"),
        ("mx-central-1", "opt-in", "aws"),
        ("cn-north-1", "other-partition", "aws-cn"),
        ("us-gov-west-1", "other-partition", "aws-us-gov"),
        ("eusc-de-east-1", "other-partition", "aws-eusc"),
        ("us-east-9", "unknown", None),
        ("", "unknown", None),
    ],
)
def test_regions(region: str, publishing: str, partition: str | None) -> None:
    assert (FACTS.publishing(region), FACTS.partition(region)) == (publishing, partition)


def test_number_of_regions_by_publishing_status() -> None:
    statuses = [FACTS.publishing(region) for region in FACTS.known_regions()]
    counts = {word: statuses.count(word) for word in dict.fromkeys(statuses)}
    assert counts == {"confirmed": 16, "unconfirmed": 1, "opt-in": 17, "other-partition": 9}
    assert len(set(FACTS.known_regions())) == len(statuses)
    assert FACTS.regions() == FACTS.known_regions()[:16]


@pytest.mark.parametrize(
    ("instance_type", "uses", "architecture", "retired"),
    [
        ("ml.m5.large", ("training", "transform", "realtime"), "x86_64", False),
        ("ml.c5.large", ("realtime",), "x86_64", False),
        ("ml.p4d.24xlarge", ("training", "realtime"), "x86_64", False),
        ("ml.c7g.large", ("realtime",), "arm64", False),
        ("ml.c7i-flex.xlarge", ("training",), "x86_64", False),
        ("ml.p2.xlarge", ("training", "transform", "realtime"), "unknown", True),
        ("ml.p3.2xlarge", ("training", "transform", "realtime"), "unknown", True),
        ("ml.p3dn.24xlarge", ("training",), "x86_64", False),
        ("m5.large", (), "unknown", False),
        ("ml.p2", (), "unknown", True),
        ("", (), "unknown", False),
    ],
)
def test_instance_types(instance_type: str, uses: tuple[str, ...], architecture: str, retired: bool) -> None:
    known = (FACTS.uses(instance_type), FACTS.architecture(instance_type), FACTS.retired(instance_type))
    assert known == (uses, architecture, retired)


@pytest.mark.parametrize(
    ("region", "instance_type", "ruled_out"),
    [
        ("eu-north-1", "ml.m4.xlarge", True),
        ("us-east-1", "ml.m4.xlarge", False),
        ("us-east-1", "ml.p5e.48xlarge", True),
        ("us-east-1", "ml.p2.xlarge", False),
        ("us-east-1", "ml.nothing.large", False),
        ("eu-south-1", "ml.m4.xlarge", False),
        ("../publish-regions", "ml.m4.xlarge", False),
    ],
)
def test_types_ruled_out_in_a_region(region: str, instance_type: str, ruled_out: bool) -> None:
    assert FACTS.ruled_out(region, instance_type) is ruled_out


@pytest.mark.parametrize(
    ("account", "is_aws"),
    [
        ("763104351884", True),
        ("683313688378", True),
        ("257758044811", True),
        ("433757028032", True),
        ("174872318107", True),
        ("246618743249", True),
        ("123456789012", False),
        ("", False),
    ],
)
def test_aws_accounts(account: str, is_aws: bool) -> None:
    assert FACTS.is_aws_account(account) is is_aws


@pytest.mark.parametrize(
    ("account", "is_marketplace"),
    [("865070037744", True), ("057799348421", True), ("763104351884", False), ("123456789012", False), ("", False)],
)
def test_accounts_of_marketplace_copies(account: str, is_marketplace: bool) -> None:
    assert FACTS.is_marketplace_account(account) is is_marketplace


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_has_a_date_and_sources(path: Path) -> None:
    provenance = json.loads(path.read_text(encoding="utf-8"))["_provenance"]
    assert provenance["sources"]
    assert provenance.get("date") or provenance["botocore"]


def test_there_is_a_record_for_each_region_that_supports_publishing() -> None:
    recorded = sorted(path.stem for path in (Path(FOLDER) / "instance-types").glob("*.json"))
    publishable = [region for region in FACTS.known_regions() if FACTS.publishing(region).endswith("confirmed")]
    assert recorded == sorted(publishable)


def test_ruled_out_types_are_valid_types_of_known_families() -> None:
    known = {name for use in USES for name in FACTS.types(use)}
    for path in (Path(FOLDER) / "instance-types").glob("*.json"):
        out = set(json.loads(path.read_text(encoding="utf-8"))["ruled_out"])
        assert out - known == set()
        assert {name for name in out if FACTS.retired(name) or FACTS.architecture(name) == "unknown"} == set()


def test_account_ids_have_twelve_digits() -> None:
    accounts = read("aws-image-accounts")["accounts"]
    assert [account for account in accounts if not (len(account) == 12 and account.isdigit())] == []
    assert accounts == sorted(set(accounts))
    assert len(accounts) == 362


@pytest.mark.parametrize("name", ["runtime", "development"])
def test_the_installed_botocore_is_the_pinned_one(name: str) -> None:
    requirements = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert re.findall(r"^botocore==([0-9.]+)", requirements, re.MULTILINE) == [botocore.__version__]


def test_instance_types_are_those_of_the_installed_botocore() -> None:
    assert read("instance-types") == make_facts.instance_types(), "run `make facts`"


def test_instance_sizes_are_those_that_moto_has_recorded() -> None:
    assert read("instance-sizes") == make_facts.instance_sizes(make_facts.instance_types()), "run `make facts`"


@pytest.mark.parametrize(
    ("instance_type", "size"),
    [
        ("ml.m5.large", (2, 8192, 0, "", 0)),
        ("ml.g5.12xlarge", (48, 196608, 4, "NVIDIA A10G", 22888)),
        ("ml.inf2.48xlarge", (192, 786432, 12, "AWS Inferentia2", 32768)),
        ("ml.p3.2xlarge", None),
        ("m5.large", None),
    ],
)
def test_sizes(instance_type: str, size: tuple[int, int, int, str, int] | None) -> None:
    assert FACTS.size(instance_type) == size


def test_all_types_are_sorted_by_family_and_size() -> None:
    names = FACTS.all_types()
    assert set(names) == {name for use in USES for name in FACTS.types(use)}
    assert names[:5] == ["ml.c4.large", "ml.c4.xlarge", "ml.c4.2xlarge", "ml.c4.4xlarge", "ml.c4.8xlarge"]


@pytest.mark.parametrize(
    ("use", "definition"),
    [
        ("training", "TrainingInstanceType"),
        ("transform", "TransformInstanceType"),
        ("realtime", "ProductionVariantInstanceType"),
    ],
)
def test_instance_types_are_those_of_the_schema(use: str, definition: str) -> None:
    # `make schema` and `make facts` belong together: neither may know a type that the other lacks.
    assert schema.load()["definitions"][definition]["enum"] == FACTS.types(use)


def test_no_arm64_type_trains_or_transforms() -> None:
    arm64 = {name for use in USES for name in FACTS.types(use) if FACTS.architecture(name) == "arm64"}
    assert {use for use in USES if arm64 & set(FACTS.types(use))} == {"realtime"}


@pytest.mark.parametrize(
    ("region", "instance_type", "price"),
    [("us-east-1", "ml.m5.xlarge", 0.23), ("eu-south-1", "ml.m5.xlarge", None), ("us-east-1", "ml.x.y", None)],
)
def test_prices(region: str, instance_type: str, price: float | None) -> None:
    assert Facts().price(region, instance_type) == price


@pytest.mark.parametrize(
    ("instance_type", "accelerator", "local_storage"),
    [
        ("ml.m5.large", "none", False),
        ("ml.g5.xlarge", "gpu", True),
        ("ml.inf2.xlarge", "neuron", False),
        ("ml.dl1.24xlarge", "hpu", True),
        ("ml.x1.large", "unknown", None),
    ],
)
def test_accelerators_and_storage(instance_type: str, accelerator: str, local_storage: bool | None) -> None:
    assert Facts().accelerator(instance_type) == accelerator
    assert Facts().local_storage(instance_type) is local_storage


@pytest.mark.parametrize(("today", "days"), [(None, 0), ("2026-08-21", 0), ("2027-08-21", 365)])
def test_age_in_days(today: str | None, days: int) -> None:
    assert Facts(today=today).age_in_days("aws-image-accounts") == days


def test_the_age_of_data_dated_by_month() -> None:
    assert Facts(today="2026-06-02").age_in_days("instance-families") == 32


@pytest.mark.parametrize(("today", "severity"), [("2026-12-01", "error"), ("2027-05-02", "warning")])
def test_volume_findings_become_warnings_with_old_data(today: str, severity: str) -> None:
    config = "{InstanceType: ml.m5.large, InstanceCount: 1}"
    profile = f"{{TrainingJobDefinition: {{ResourceConfig: {config}}}}}"
    text = f"kind: Algorithm\nregion: us-east-1\nspec: {{ValidationSpecification: {{ValidationProfiles: [{profile}]}}}}"
    read = reader.parse("m.yaml", text.encode(), lambda *_: ("", b""), {})
    findings = check.findings(read, Facts(today=today), ["volume-size-missing"])
    assert [finding.severity for finding in findings if finding.rule == "volume-size-missing"] == [severity]


def test_instance_type_findings_become_warnings_with_old_data() -> None:
    spec = "{InferenceSpecification: {SupportedTransformInstanceTypes: [ml.q9.big]}}"
    text = f"kind: ModelPackage\nregion: us-east-1\nspec: {spec}"
    read = reader.parse("m.yaml", text.encode(), lambda *_: ("", b""), {})
    fresh, old = (
        check.findings(read, Facts(today=today), ["unknown-instance-type"])[-1]
        for today in ("2026-12-01", "2028-01-01")
    )
    assert (fresh.severity, old.severity) == ("error", "warning")
    assert old.message == fresh.message
    days = Facts(today="2028-01-01").age_in_days("instance-types")
    assert old.hint == f"{fresh.hint} (only a warning: the data on instance-types is {days} days old)"
