"""Documents: data, locations and findings of the reader; complete invalid files are in tests/manifests."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, reader, yaml_reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import USAGE, Failure, Finding, Location

FILES = {
    "part.yaml": "- Image: one\n- Image: ${NAME}\n  ModelDataUrl: s3://b/k\n",
    "deep/outer.json": '{"Containers": {"$file": "inner.json"}}',
    "deep/inner.json": '[{"Image": "two"}]',
    "empty.yaml": "",
    "number.yaml": "'5'\n",
}


def read(name: str, parent: str) -> tuple[str, bytes]:
    path = f"{parent.rpartition('/')[0]}/{name}" if "/" in parent else name
    if path not in FILES:
        raise Failure(f"there is no file {name}", USAGE, "check the path")
    return path, FILES[path].encode()


def parsed(text: str, **values: str) -> Document:
    return reader.parse("m.yaml", text.encode(), read, values)


VALID = """\
# comment
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: "a-b"
  Tags: [{Key: é, Value: x}, {Key: k, Value: 'y'}]
  InferenceSpecification:
    Containers:
      - Image: one
        ModelDataUrl: >-
          s3://b/k
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ("", 2, 1),
        ("kind", 2, 7),
        ("region", 3, 9),
        ("spec", 4, 1),
        ("spec.ModelPackageName", 5, 21),
        ("spec.Tags", 6, 3),
        ("spec.Tags.0", 6, 10),
        ("spec.Tags.0.Key", 6, 16),
        ("spec.Tags.1.Value", 6, 46),
        ("spec.InferenceSpecification.Containers", 8, 5),
        ("spec.InferenceSpecification.Containers.0", 9, 9),
        ("spec.InferenceSpecification.Containers.0.Image", 9, 16),
        ("spec.InferenceSpecification.Containers.0.ModelDataUrl", 10, 23),
        # A missing field has the location of its parent.
        ("spec.InferenceSpecification.SupportedContentTypes", 7, 3),
        ("spec.ValidationSpecification.ValidationProfiles.3", 4, 1),
        ("ignore", 2, 1),
    ],
)
def test_location(path: str, line: int, column: int) -> None:
    assert parsed(VALID).location(paths.parse(path)) == Location("m.yaml", line, column)


def test_location_of_a_key() -> None:
    assert parsed(VALID).span(("spec", "ModelPackageName"), at_key=True)[0] == Location("m.yaml", 5, 3)


def test_locations_in_an_unread_document_are_its_start() -> None:
    assert Document("m.yaml").location(("spec", "ModelPackageName")) == Location("m.yaml", 1, 1)


def test_kind_region_and_spec() -> None:
    doc = parsed(VALID)
    assert (doc.kind, doc.region, doc.spec["ModelPackageName"]) == ("ModelPackage", "us-east-2", "a-b")


@pytest.mark.parametrize(
    "text",
    ["a: 1", "kind: [Model, Package]\nregion: {}\nspec: x", "kind: Pipeline\nregion: []\nspec: []", "[]", "", "!x"],
)
def test_invalid_kind_region_and_spec_are_empty(text: str) -> None:
    doc = parsed(text)
    assert (doc.kind, doc.region, doc.spec) == (None, None, {})


def test_at_strings_and_get() -> None:
    doc = parsed("kind: ModelPackage\nspec: {Tags: [{Key: a}, {Key: b, Value: c}, 7]}")
    assert list(doc.at("spec.Tags.*.Key")) == [(("spec", "Tags", 0, "Key"), "a"), (("spec", "Tags", 1, "Key"), "b")]
    assert list(doc.strings("spec.Tags.*.*")) == [
        (("spec", "Tags", 0, "Key"), "a"),
        (("spec", "Tags", 1, "Key"), "b"),
        (("spec", "Tags", 1, "Value"), "c"),
    ]
    assert (doc.get("spec.Tags.1.Value"), doc.get("spec.Tags.0.Value"), doc.get("x", 5)) == ("c", None, 5)


def test_variables_are_replaced_in_values_but_not_in_keys() -> None:
    doc = parsed("kind: ModelPackage\nspec: {'${NAME}': '${NAME}', ModelPackageName: 1}", NAME="x")
    assert doc.spec == {"${NAME}": "x", "ModelPackageName": "1"}


@pytest.mark.parametrize(
    ("text", "spec", "location"),
    [
        (
            "InferenceSpecification: {Containers: {$file: part.yaml}}",
            {"InferenceSpecification": {"Containers": [{"Image": "one"}, {"Image": "n", "ModelDataUrl": "s3://b/k"}]}},
            ("spec.InferenceSpecification.Containers.1.Image", Location("part.yaml", 2, 10)),
        ),
        (
            "InferenceSpecification: {$file: 'deep/${FILE}.json'}",
            {"InferenceSpecification": {"Containers": [{"Image": "two"}]}},
            ("spec.InferenceSpecification.Containers.0.Image", Location("deep/inner.json", 1, 12)),
        ),
        (
            "ModelPackageName: {$file: number.yaml}",
            {"ModelPackageName": "5"},
            ("spec.ModelPackageName", Location("number.yaml", 1, 1)),
        ),
    ],
)
def test_parts_in_other_files(text: str, spec: dict[str, Any], location: tuple[str, Location]) -> None:
    doc = parsed(f"kind: ModelPackage\nregion: us-east-2\nspec: {{{text}}}", NAME="n", FILE="outer")
    assert (doc.spec, doc.findings) == (spec, [])
    assert doc.location(paths.parse(location[0])) == location[1]


def test_sources_contain_the_lines_of_all_files() -> None:
    doc = parsed("spec: {InferenceSpecification: {$file: deep/outer.json}}\n")
    assert doc.sources == {
        "m.yaml": ("spec: {InferenceSpecification: {$file: deep/outer.json}}", ""),
        "deep/outer.json": ('{"Containers": {"$file": "inner.json"}}',),
        "deep/inner.json": ('[{"Image": "two"}]',),
    }


def test_file_next_to_other_fields_is_a_field() -> None:
    assert parsed("spec: {$file: part.yaml, Tags: []}").spec == {"$file": "part.yaml", "Tags": []}


@pytest.mark.parametrize(
    ("text", "rule", "location", "message", "hint"),
    [
        ("{$file: no.json}", "file-reference", Location("m.yaml", 1, 15), "there is no file no.json", "check the path"),
        (
            "{$file: [a]}",
            "file-reference",
            Location("m.yaml", 1, 15),
            "$file must be the path of a file",
            "write $file: NAME.json",
        ),
        (
            "{$file: empty.yaml}",
            "manifest-empty",
            Location("empty.yaml", 1, 1),
            "the file is empty",
            "create a manifest with sagemaker-marketplace init",
        ),
    ],
)
def test_bad_references(text: str, rule: str, location: Location, message: str, hint: str) -> None:
    (finding,) = parsed(f"spec: {text}").findings
    assert (finding.rule, finding.location, finding.message, finding.hint) == (rule, location, message, hint)


def test_at_most_twenty_files_are_read() -> None:
    references = ", ".join(["{$file: number.yaml}"] * 21)
    (finding,) = parsed(f"spec: {{Tags: [{references}]}}").findings
    assert (finding.path, finding.message) == (("spec", "Tags", 20), "more than 20 $file references")


def test_read_errors_are_recorded_per_path() -> None:
    doc = parsed("kind: ModelPackage\nspec: {CertifyForMarketplace: maybe, Tags: {<<: {a: b}}}")
    affected = ["spec.CertifyForMarketplace", "spec.Tags", "spec.Tags.0.Key"]
    assert [doc.has_read_error(paths.parse(path)) for path in affected] == [True, True, True]
    assert [doc.has_read_error(paths.parse(path)) for path in ("", "kind", "spec", "spec.ModelPackageName")] == [
        False
    ] * 4


def test_duplicate_keys_keep_the_first() -> None:
    doc = parsed("kind: ModelPackage\nspec:\n  ModelPackageName: a\n  ModelPackageName: b\n")
    assert doc.spec == {"ModelPackageName": "a"}
    assert doc.findings == [
        Finding(
            ("spec", "ModelPackageName"),
            Location("m.yaml", 4, 3),
            "error",
            "manifest-duplicate-key",
            'duplicate key "ModelPackageName", first on line 3',
            "remove one of the two",
        )
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_locations_count_lines_as_yaml_does(end: str) -> None:
    doc = parsed(end.join(["# one", "kind: ModelPackage", "spec: {ModelPackageName: [x]}"]))
    assert doc.location(("spec", "ModelPackageName", 0)) == Location("m.yaml", 3, 27)
    assert doc.sources["m.yaml"][2] == "spec: {ModelPackageName: [x]}"


def test_a_byte_order_mark_does_not_count_as_a_column() -> None:
    assert parsed("\ufeffkind: x").location(("kind",)) == Location("m.yaml", 1, 7)


def test_columns_count_characters() -> None:
    assert parsed("{ü🎉: 1, b: 2}").location(("b",)) == Location("m.yaml", 1, 12)


def test_an_alias_has_its_own_location() -> None:
    doc = parsed("kind: ModelPackage\nspec:\n  SourceUri: &a string\n  Task: *a\n")
    assert doc.spec == {"SourceUri": "string", "Task": "string"}
    assert doc.location(("spec", "Task")) == Location("m.yaml", 3, 14)


def test_aliases_of_a_long_string_are_limited() -> None:
    text = f"kind: Algorithm\na: &a {'x' * 500_000}${{NAME}}\nb: [{', '.join(['*a'] * 21)}]\n"
    doc = parsed(text)
    assert [(finding.rule, finding.message) for finding in doc.findings if finding.rule == "manifest-size"] == [
        ("manifest-size", "more than 10,485,760 characters")
    ]
    assert "b" not in doc.data


def test_many_hyperparameters_can_share_a_value() -> None:
    first = (
        "{Name: p0, Type: Continuous, Range: &unit {ContinuousParameterRangeSpecification: {MinValue: 0, MaxValue: 1}}}"
    )
    others = [f"{{Name: p{number}, Type: Continuous, Range: *unit}}" for number in range(1, 100)]
    parameters = ", ".join([first, *others])
    doc = parsed(f"kind: Algorithm\nspec: {{TrainingSpecification: {{SupportedHyperParameters: [{parameters}]}}}}")
    assert doc.findings == []
    unit = {"ContinuousParameterRangeSpecification": {"MinValue": "0", "MaxValue": "1"}}
    ranges = [value for _, value in doc.at("spec.TrainingSpecification.SupportedHyperParameters.*.Range")]
    assert ranges == [unit] * 100


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"AlgorithmName": "${NAME}$$"}', {"AlgorithmName": "${NAME}$$"}),
        ("AlgorithmName: 010\n", {"AlgorithmName": "010"}),
        (
            '{"ModelPackageName": 1.10, "CertifyForMarketplace": true}',
            {"ModelPackageName": "1.10", "CertifyForMarketplace": True},
        ),
        (
            "kind: Algorithm\nspec: {CertifyForMarketplace: false, Tags: [{Key: 1, Value: 2}]}",
            {"kind": "Algorithm", "spec": {"CertifyForMarketplace": False, "Tags": [{"Key": "1", "Value": "2"}]}},
        ),
        (
            '{"ModelPackageName": "a", "CreationTime": 12, "LastModifiedBy": null}',
            {"ModelPackageName": "a", "CreationTime": 12, "LastModifiedBy": None},
        ),
        ("[1, two]", [1, "two"]),
        ("3", 3),
    ],
)
def test_read_plain(text: str, data: Any) -> None:
    actual, document = reader.read_plain("r.json", text, yaml_reader.compose(text))
    assert (actual, document.findings) == (data, [])


def test_read_plain_accepts_the_surrogate_pairs_that_json_writers_produce() -> None:
    written = '{"ModelPackageDescription": "\\ud83c\\udf89"}'
    data, document = reader.read_plain("r.json", written, yaml_reader.compose(written))
    assert (data, document.findings) == ({"ModelPackageDescription": "🎉"}, [])


def test_read_plain_does_not_read_other_files() -> None:
    text = '{"ModelPackageName": {"$file": "/etc/passwd"}}'
    data, document = reader.read_plain("r.json", text, yaml_reader.compose(text))
    assert data == {"ModelPackageName": {}}
    (problem,) = document.findings
    assert (problem.location, problem.message, problem.hint) == (
        Location("r.json", 1, 32),
        "$file is not supported here: /etc/passwd",
        "use the literal request",
    )
