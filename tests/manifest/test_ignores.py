"""What silences a finding of a rule, and what is said of an ignore that silences nothing."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, ignores, reader
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.manifest.ignores import Entry

SIGN = "sagemaker-marketplace: ignore"


def read(text: str, **files: str) -> document.Document:
    def part(name: str, _beside: str) -> tuple[str, bytes]:
        return name, files[name].encode()

    return reader.parse("m.yaml", text.encode(), part, {})


def entry(rule: str, line: int, column: int, file: str = "m.yaml") -> Entry:
    return Entry(rule, (), Location(file, line, column), line)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("kind: Algorithm\n", []),
        (f"kind: Algorithm # {SIGN}[a-b]\n", [entry("a-b", 1, 17)]),
        (f"kind: Algorithm\t#{SIGN}[a]\n", [entry("a", 1, 17)]),
        ("kind: Algorithm #  sagemaker-marketplace:ignore[a]\n", [entry("a", 1, 17)]),
        (f"kind: Algorithm # {SIGN}[ a,b , ,]\n", [entry("a", 1, 17), entry("b", 1, 17)]),
        (f"kind: Algorithm # {SIGN}[a] # {SIGN}[b]\n", [entry("a", 1, 17), entry("b", 1, 52)]),
        (f"# why # {SIGN}[a]\nkind: Algorithm\n", [entry("a", 1, 7)]),
        (f"kind: Algorithm # {SIGN}[]\n", []),
        (f"kind: Algorithm # {SIGN}\n", []),
        (f"kind: Algorithm # {SIGN}[a\n", []),
        (f"kind: Algorithm # {SIGN} [a]\n", []),
        ("kind: Algorithm # Sagemaker-Marketplace: ignore[a]\n", []),
        # In a value the same signs are text.
        (f'kind: "# {SIGN}[a]"\n', []),
        (f"kind: '# {SIGN}[a]' # {SIGN}[b]\n", [entry("b", 1, 44)]),
        (f"kind: x#{SIGN.replace(': ', ':')}[a]\n", []),
        (f"kind: |\n  # {SIGN}[a]\n# {SIGN}[b]\nregion: x\n", [entry("b", 3, 1)]),
        (f'kind: "one\n  # {SIGN}[a]\n  two"\n', []),
        (f"kind: one\n# {SIGN}[a]\nregion: x\n", [entry("a", 2, 1)]),
        (f"kind: [one, # {SIGN}[a]\n  two]\n", [entry("a", 1, 13)]),
        (f"kind: &a x # {SIGN}[a]\nregion: *a # {SIGN}[b]\n", [entry("a", 1, 12), entry("b", 2, 12)]),
        (
            f"# {SIGN}[b]\nignore: [a] # {SIGN}[c]\n",
            [Entry("a", ("ignore", 0), Location("m.yaml", 2, 10)), entry("b", 1, 1), entry("c", 2, 13)],
        ),
        (
            f"\ufeffkind: Algorithm # {SIGN}[a]\r\nregion: x\x85spec: x # {SIGN}[b]\n",
            [entry("a", 1, 17), entry("b", 3, 9)],
        ),
        (f"kind: [Algorithm # {SIGN}[a]\n", [entry("a", 1, 18)]),
    ],
)
def test_entries(text: str, entries: list[Entry]) -> None:
    assert ignores.read(read(text)).entries == entries


def test_a_comment_in_a_part_is_for_the_part() -> None:
    one = read("spec: {$file: part.yaml}\n", **{"part.yaml": f"a: 1\nb: 2 # {SIGN}[a]\n"})
    assert ignores.read(one).entries == [entry("a", 2, 6, "part.yaml")]


def finding(rule: str, line: int, file: str = "m.yaml") -> Finding:
    return Finding((), Location(file, line, 1), "error", rule, "message")


def test_what_silences_a_finding() -> None:
    everywhere = Entry("everywhere", ("ignore", 0), Location("m.yaml", 1, 10))
    here, twice = entry("here", 3, 9), entry("everywhere", 3, 9)
    silences = ignores.Ignores([everywhere, here, twice])
    assert not silences.covers(finding("other", 3))
    assert not silences.covers(finding("here", 2))
    assert not silences.covers(finding("here", 3, "part.yaml"))
    assert silences.used == set()
    assert silences.covers(finding("here", 3))
    assert silences.used == {here}
    assert silences.covers(finding("everywhere", 7, "part.yaml"))
    assert silences.used == {here, everywhere}
    assert silences.covers(finding("everywhere", 3))
    assert silences.used == {here, everywhere, twice}


MANIFEST = """\
kind: Algorithm
region: us-east-2{listed}
spec:
  CertifyForMarketplace: false{at_once}
  Tags: {tags}
"""
RULE = "not-certified"


def said(
    listed: str = "",
    at_once: str = "",
    tags: str = "[]",
    select: tuple[str, ...] = (RULE,),
    ignore: tuple[str, ...] = (),
) -> list[tuple[int, str, str, str]]:
    """Line, rule, message and hint of what one rule, and the ignores, say."""
    one = read(MANIFEST.format(listed=f"\nignore: {listed}" if listed else "", at_once=at_once, tags=tags))
    found = check.findings(one, Facts(), select, ignore)
    return [
        (one.location.line, one.rule, one.message, one.hint)
        for one in found
        if one.rule in (RULE, "invalid-type", "unknown-ignore") or "unused" in one.rule
    ]


def test_a_comment_silences_its_line() -> None:
    (told,) = said()
    assert told[:2] == (4, RULE)
    assert said(at_once=f" # {SIGN}[{RULE}]") == []
    assert said(at_once=f" # {SIGN}[{RULE}, {RULE}]") == []
    assert said(tags=f"[] # {SIGN}[{RULE}]") == [told]


def test_a_list_silences_the_manifest() -> None:
    assert said(listed=f"[{RULE}]") == []


def test_what_reading_says_is_not_silenced() -> None:
    (told,) = [one for one in said(tags=f"x # {SIGN}[invalid-type]") if one[1] == "invalid-type"]
    assert told[0] == 5


def unused(line: int, where: str, rule: str = RULE) -> tuple[int, str, str, str]:
    return line, "unused-ignore", f"unused ignore: {rule}", "remove it"


def test_an_ignore_that_silences_nothing() -> None:
    everything = said(listed=f"[{RULE}]", at_once=f" # {SIGN}[not-certified]", tags=f"[] # {SIGN}[{RULE}]", select=())
    assert everything == [unused(6, "here")]
    none = said(listed="[retired-instance-type]", at_once=f" # {SIGN}[{RULE}, region-opt-in]", select=())
    assert none == [
        unused(3, "in this manifest", "retired-instance-type"),
        unused(5, "here", "region-opt-in"),
    ]


@pytest.mark.parametrize(("select", "ignore"), [(("region-opt-in",), ()), ((), (RULE,)), ((RULE,), ())])
def test_where_rules_are_chosen_an_unused_ignore_is_not_told(select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    found = said(listed=f"[{RULE}, retired-instance-type]", select=select, ignore=ignore)
    assert found == []


def test_an_ignore_without_a_rule_of_its_name() -> None:
    found = said(listed="[quux]", at_once=f" # {SIGN}[not-certifed, invalid-type]", ignore=(RULE,))
    message = "unknown rule in ignore: {}"
    assert found == [
        (3, "unknown-ignore", message.format("quux"), "list the rules with sagemaker-marketplace rules"),
        (
            5,
            "unknown-ignore",
            "built-in rule can't be ignored: invalid-type",
            "list the rules with sagemaker-marketplace rules",
        ),
        (5, "unknown-ignore", message.format("not-certifed"), "did you mean not-certified?"),
    ]


def test_without_a_kind_no_rule_was_asked_so_no_ignore_is_unused() -> None:
    one = read(f"kind: Model # {SIGN}[{RULE}]\nregion: us-east-2\nspec: {{}}\n")
    assert [found.rule for found in check.findings(one, Facts())] == ["invalid-value"]


def test_a_file_of_comments_is_read_in_one_go() -> None:
    line = f"- x # {SIGN}[not-there]\n"
    one = read("spec:\n" + line * 10_000)
    assert len(ignores.read(one).entries) == 10_000
