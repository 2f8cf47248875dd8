"""Documents: data, places, and what reading says; whole refused files are in tests/manifests."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import USAGE, Failure, Finding, Location

FILES = {
    "part.yaml": "- Image: one\n- Image: ${NAME}\n  ModelDataUrl: s3://b/k\n",
    "deep/outer.json": '{"Containers": {"$file": "inner.json"}}',
    "deep/inner.json": '[{"Image": "two"}]',
    "empty.yaml": "",
    "number.yaml": "'5'\n",
}


def read(name: str, beside: str) -> tuple[str, bytes]:
    shown = f"{beside.rpartition('/')[0]}/{name}" if "/" in beside else name
    if shown not in FILES:
        raise Failure(f"there is no file {name}", USAGE, "look for it")
    return shown, FILES[shown].encode()


def parsed(text: str, **values: str) -> Document:
    return reader.parse("m.yaml", text.encode(), read, values)


SOUND = """\
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
        # What is missing stands where its parent is.
        ("spec.InferenceSpecification.SupportedContentTypes", 7, 3),
        ("spec.ValidationSpecification.ValidationProfiles.3", 4, 1),
        ("ignore", 2, 1),
    ],
)
def test_place(path: str, line: int, column: int) -> None:
    assert parsed(SOUND).location(paths.parse(path)) == Location("m.yaml", line, column)


def test_place_at_the_key() -> None:
    assert parsed(SOUND).location(("spec", "ModelPackageName"), at_key=True) == Location("m.yaml", 5, 3)


def test_nothing_read_stands_at_the_beginning() -> None:
    assert Document("m.yaml").location(("spec", "ModelPackageName")) == Location("m.yaml", 1, 1)


def test_kind_region_spec() -> None:
    doc = parsed(SOUND)
    assert (doc.kind, doc.region, doc.spec["ModelPackageName"]) == ("ModelPackage", "us-east-2", "a-b")


@pytest.mark.parametrize(
    "text", ["a: 1", "kind: [ModelPackage]\nregion: {}\nspec: x", "kind: Model\nregion: []\nspec: []", "[]", "", "!x"]
)
def test_kind_region_spec_of_what_has_none(text: str) -> None:
    doc = parsed(text)
    assert (doc.kind, doc.region, doc.spec) == (None, None, {})


def test_at_texts_and_get() -> None:
    doc = parsed("kind: ModelPackage\nspec: {Tags: [{Key: a}, {Key: b, Value: c}, 7]}")
    assert list(doc.at("spec.Tags.*.Key")) == [(("spec", "Tags", 0, "Key"), "a"), (("spec", "Tags", 1, "Key"), "b")]
    assert list(doc.strings("spec.Tags.*.*")) == [
        (("spec", "Tags", 0, "Key"), "a"),
        (("spec", "Tags", 1, "Key"), "b"),
        (("spec", "Tags", 1, "Value"), "c"),
    ]
    assert (doc.get("spec.Tags.1.Value"), doc.get("spec.Tags.0.Value"), doc.get("x", 5)) == ("c", None, 5)


def test_variables_are_put_into_values_and_not_into_keys() -> None:
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


def test_lines_of_all_files_are_kept() -> None:
    doc = parsed("spec: {InferenceSpecification: {$file: deep/outer.json}}\n")
    assert doc.sources == {
        "m.yaml": ("spec: {InferenceSpecification: {$file: deep/outer.json}}", ""),
        "deep/outer.json": ('{"Containers": {"$file": "inner.json"}}',),
        "deep/inner.json": ('[{"Image": "two"}]',),
    }


def test_file_beside_other_members_is_a_member() -> None:
    assert parsed("spec: {$file: part.yaml, Tags: []}").spec == {"$file": "part.yaml", "Tags": []}


@pytest.mark.parametrize(
    ("text", "rule", "location", "message", "hint"),
    [
        ("{$file: no.json}", "file-reference", Location("m.yaml", 1, 15), "there is no file no.json", "look for it"),
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
    (found,) = parsed(f"spec: {text}").findings
    assert (found.rule, found.location, found.message, found.hint) == (rule, location, message, hint)


def test_at_most_twenty_files_are_read() -> None:
    many = ", ".join(["{$file: number.yaml}"] * 21)
    (found,) = parsed(f"spec: [{many}]").findings
    assert (found.path, found.message) == (("spec", 20), "more than 20 $file references")


def test_what_was_misread_is_known() -> None:
    doc = parsed("kind: ModelPackage\nspec: {CertifyForMarketplace: yes, Tags: {<<: {a: b}}}")
    has_read_error = ["spec.CertifyForMarketplace", "spec.Tags", "spec.Tags.0.Key"]
    assert [doc.has_read_error(paths.parse(path)) for path in has_read_error] == [True, True, True]
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
def test_places_count_lines_as_yaml_does(end: str) -> None:
    doc = parsed(end.join(["# one", "kind: ModelPackage", "spec: {ModelPackageName: [x]}"]))
    assert doc.location(("spec", "ModelPackageName", 0)) == Location("m.yaml", 3, 27)
    assert doc.sources["m.yaml"][2] == "spec: {ModelPackageName: [x]}"


def test_a_byte_order_mark_is_no_column() -> None:
    assert parsed("\ufeffkind: x").location(("kind",)) == Location("m.yaml", 1, 7)


def test_columns_are_characters() -> None:
    assert parsed("{ü🎉: 1, b: 2}").location(("b",)) == Location("m.yaml", 1, 12)


def test_aliases_are_places_of_their_own() -> None:
    doc = parsed("kind: ModelPackage\nspec:\n  SourceUri: &a text\n  Task: *a\n")
    assert doc.spec == {"SourceUri": "text", "Task": "text"}
    assert doc.location(("spec", "Task")) == Location("m.yaml", 3, 14)


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
    assert reader.read_plain("r.json", text.encode()) == (data, None)


def test_read_plain_takes_the_surrogate_pairs_that_json_writers_make() -> None:
    written = b'{"ModelPackageDescription": "\\ud83c\\udf89"}'
    assert reader.read_plain("r.json", written) == ({"ModelPackageDescription": "🎉"}, None)


def test_read_plain_reads_no_other_file() -> None:
    data, problem = reader.read_plain("r.json", b'{"ModelPackageName": {"$file": "/etc/passwd"}}')
    assert data == {"ModelPackageName": {}}
    assert problem is not None
    assert (problem.location, problem.message, problem.hint) == (
        Location("r.json", 1, 32),
        "$file is not supported here: /etc/passwd",
        "use the literal request",
    )
