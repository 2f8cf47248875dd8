"""Ignores: the findings that a comment or the ignore list covers, and the findings about ignores themselves."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, ignores, reader
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.manifest.ignores import Entry

MARKER = "sagemaker-marketplace: ignore"


def read(text: str, **files: str) -> document.Document:
    def part(name: str, _parent: str) -> tuple[str, bytes]:
        return name, files[name].encode()

    return reader.parse("m.yaml", text.encode(), part, {})


def entry(rule: str, line: int, column: int, file: str = "m.yaml") -> Entry:
    return Entry(rule, (), Location(file, line, column), line)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("kind: Algorithm\n", []),
        (f"kind: Algorithm # {MARKER}[a-b]\n", [entry("a-b", 1, 17)]),
        (f"kind: Algorithm\t#{MARKER}[a]\n", [entry("a", 1, 17)]),
        ("kind: Algorithm #  sagemaker-marketplace:ignore[a]\n", [entry("a", 1, 17)]),
        (f"kind: Algorithm # {MARKER}[ a,b , ,]\n", [entry("a", 1, 17), entry("b", 1, 17)]),
        (f"kind: Algorithm # {MARKER}[a] # {MARKER}[b]\n", [entry("a", 1, 17), entry("b", 1, 52)]),
        (f"# why # {MARKER}[a]\nkind: Algorithm\n", [entry("a", 1, 7)]),
        (f"kind: Algorithm # {MARKER}[]\n", []),
        (f"kind: Algorithm # {MARKER}\n", []),
        (f"kind: Algorithm # {MARKER}[a\n", []),
        (f"kind: Algorithm # {MARKER} [a]\n", []),
        ("kind: Algorithm # Sagemaker-Marketplace: ignore[a]\n", []),
        # Inside a value the marker has no effect.
        (f'kind: "# {MARKER}[a]"\n', []),
        (f"kind: '# {MARKER}[a]' # {MARKER}[b]\n", [entry("b", 1, 44)]),
        (f"kind: x#{MARKER.replace(': ', ':')}[a]\n", []),
        (f"kind: |\n  # {MARKER}[a]\n# {MARKER}[b]\nregion: x\n", [entry("b", 3, 1)]),
        (f'kind: "one\n  # {MARKER}[a]\n  two"\n', []),
        (f"kind: one\n# {MARKER}[a]\nregion: x\n", [entry("a", 2, 1)]),
        (f"kind: [one, # {MARKER}[a]\n  two]\n", [entry("a", 1, 13)]),
        (f"kind: &a x # {MARKER}[a]\nregion: *a # {MARKER}[b]\n", [entry("a", 1, 12), entry("b", 2, 12)]),
        (
            f"# {MARKER}[b]\nignore: [a] # {MARKER}[c]\n",
            [Entry("a", ("ignore", 0), Location("m.yaml", 2, 10)), entry("b", 1, 1), entry("c", 2, 13)],
        ),
        (
            f"\ufeffkind: Algorithm # {MARKER}[a]\r\nregion: x\x85spec: x # {MARKER}[b]\n",
            [entry("a", 1, 17), entry("b", 3, 9)],
        ),
        (f"kind: [Algorithm # {MARKER}[a]\n", [entry("a", 1, 18)]),
    ],
)
def test_entries(text: str, entries: list[Entry]) -> None:
    assert ignores.read(read(text)).entries == entries


def test_a_comment_in_a_part_applies_to_the_part() -> None:
    doc = read("spec: {$file: part.yaml}\n", **{"part.yaml": f"a: 1\nb: 2 # {MARKER}[a]\n"})
    assert ignores.read(doc).entries == [entry("a", 2, 6, "part.yaml")]


def finding(rule: str, line: int, file: str = "m.yaml") -> Finding:
    return Finding((), Location(file, line, 1), "error", rule, "message")


def test_an_ignore_covers_findings_by_rule_and_line() -> None:
    everywhere = Entry("everywhere", ("ignore", 0), Location("m.yaml", 1, 10))
    on_line_3, same_line = entry("here", 3, 9), entry("everywhere", 3, 9)
    manifest_ignores = ignores.Ignores([everywhere, on_line_3, same_line])
    assert not manifest_ignores.covers(finding("other", 3))
    assert not manifest_ignores.covers(finding("here", 2))
    assert not manifest_ignores.covers(finding("here", 3, "part.yaml"))
    assert manifest_ignores.used == set()
    assert manifest_ignores.covers(finding("here", 3))
    assert manifest_ignores.used == {on_line_3}
    assert manifest_ignores.covers(finding("everywhere", 7, "part.yaml"))
    assert manifest_ignores.used == {on_line_3, everywhere}
    assert manifest_ignores.covers(finding("everywhere", 3))
    assert manifest_ignores.used == {on_line_3, everywhere, same_line}


MANIFEST = """\
kind: Algorithm
region: us-east-2{ignored}
spec:
  CertifyForMarketplace: false{comment}
  Tags: {tags}
"""
RULE = "not-certified"


def results(
    ignored: str = "",
    comment: str = "",
    tags: str = "[]",
    select: tuple[str, ...] = (RULE,),
    ignore: tuple[str, ...] = (),
) -> list[tuple[int, str, str, str]]:
    """Return line, rule, message and hint of the findings of RULE and of those about ignores."""
    doc = read(MANIFEST.format(ignored=f"\nignore: {ignored}" if ignored else "", comment=comment, tags=tags))
    findings = check.findings(doc, Facts(), select, ignore)
    return [
        (finding.location.line, finding.rule, finding.message, finding.hint)
        for finding in findings
        if finding.rule in (RULE, "invalid-type", "unknown-ignore") or "unused" in finding.rule
    ]


def test_a_comment_ignores_findings_of_its_line() -> None:
    (reported,) = results()
    assert reported[:2] == (4, RULE)
    assert results(comment=f" # {MARKER}[{RULE}]") == []
    assert results(comment=f" # {MARKER}[{RULE}, {RULE}]") == []
    assert results(tags=f"[] # {MARKER}[{RULE}]") == [reported]


def test_the_ignored_applies_to_the_whole_manifest() -> None:
    assert results(ignored=f"[{RULE}]") == []


def test_findings_of_the_reader_can_not_be_ignored() -> None:
    (reported,) = [result for result in results(tags=f"x # {MARKER}[invalid-type]") if result[1] == "invalid-type"]
    assert reported[0] == 5


def unused(line: int, rule: str = RULE) -> tuple[int, str, str, str]:
    return line, "unused-ignore", f"unused ignore: {rule}", "remove it"


def test_unused_ignores_are_reported() -> None:
    with_duplicates = results(
        ignored=f"[{RULE}]", comment=f" # {MARKER}[not-certified]", tags=f"[] # {MARKER}[{RULE}]", select=()
    )
    assert with_duplicates == [unused(6)]
    without_effect = results(
        ignored="[retired-instance-type]", comment=f" # {MARKER}[{RULE}, region-opt-in]", select=()
    )
    assert without_effect == [
        unused(3, "retired-instance-type"),
        unused(5, "region-opt-in"),
    ]


@pytest.mark.parametrize(("select", "ignore"), [(("region-opt-in",), ()), ((), (RULE,)), ((RULE,), ())])
def test_unused_ignores_are_not_reported_if_rules_are_chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    findings = results(ignored=f"[{RULE}, retired-instance-type]", select=select, ignore=ignore)
    assert findings == []


def test_an_ignore_of_an_unknown_rule_is_reported() -> None:
    findings = results(ignored="[quux]", comment=f" # {MARKER}[not-certifed, invalid-type]", ignore=(RULE,))
    message = "unknown rule in ignore: {}"
    assert findings == [
        (3, "unknown-ignore", message.format("quux"), "list the rules with sagemaker-marketplace rules"),
        (
            5,
            "unknown-ignore",
            "built-in rule can't be ignored: invalid-type",
            "list the rules with sagemaker-marketplace rules",
        ),
        (5, "unknown-ignore", message.format("not-certifed"), "did you mean not-certified?"),
    ]


def test_without_a_kind_unused_ignores_are_not_reported() -> None:
    doc = read(f"kind: Job # {MARKER}[{RULE}]\nregion: us-east-2\nspec: {{}}\n")
    assert [finding.rule for finding in check.findings(doc, Facts())] == ["invalid-value"]


def test_many_comments_are_read() -> None:
    line = f"- x # {MARKER}[not-there]\n"
    doc = read("spec:\n" + line * 10_000)
    assert len(ignores.read(doc).entries) == 10_000


def test_every_entry_of_the_list_is_checked() -> None:
    """Whether an ignore of an account check is used, only the preflight knows."""
    reported = results("[image-missing, zzz, not-certified]")
    assert [(rule, message) for _, rule, message, _ in reported] == [("unknown-ignore", "unknown rule in ignore: zzz")]
