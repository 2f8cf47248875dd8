"""Files in another encoding than UTF-8, with and without a byte order mark."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import reader

TEXT = "kind: ModelPackage\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["UTF-16-LE", "UTF-16-BE", "UTF-32-LE", "UTF-32-BE"])
def test_the_encoding_is_named(encoding: str, mark: str) -> None:
    document = reader.parse("m.yaml", (mark + TEXT).encode(encoding), lambda name, _: (name, b""), {})
    assert [(fault.rule, fault.message) for fault in document.findings] == [
        ("manifest-encoding", f"the file is {encoding[:6]}, not UTF-8")
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", "a", "é: 1", "\u20ac", "\x00", "\x00\x00\x00\x00"])
def test_no_other_encoding_is_named(text: str) -> None:
    document = reader.parse("m.yaml", text.encode(), lambda name, _: (name, b""), {})
    assert not any("not UTF-8" in fault.message for fault in document.findings)
