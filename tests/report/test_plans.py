"""Plans and differences as text and as data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sagemaker_marketplace.report import colors, differences, plans
from sagemaker_marketplace.report.events import Difference, PlanMade, PlannedJob
from sagemaker_marketplace.report.formats import text

PATH = ("Containers", 0, "Image")
LONG = "".join(str(index % 10) for index in range(200))
OBJECT = {"Key": "k" * 60, "Value": "v" * 60}


@pytest.mark.parametrize(
    ("existing", "manifest", "lines"),
    [
        (1, 2, ["- 1", "+ 2"]),
        ("1", 1, ['- "1"', "+ 1"]),
        ("ü", "\u2028", ['- "ü"', '+ "\u2028"']),
        (None, "new", ['+ "new"']),
        ("old", None, ['- "old"']),
        (True, {"A": [1]}, ["- true", '+ {"A": [1]}']),
        (["a", "b"], ["a", "c", "d"], ['- "b"', '+ "c"', '+ "d"']),
        (["a"], ["a", "b"], ['+ "b"']),
        (["a", "b"], ["b"], ['- "a"']),
        (["a", "b"], ["b", "a"], ['- ["a", "b"]', '+ ["b", "a"]']),
        (["a", "a"], ["a"], ['- ["a", "a"]', '+ ["a"]']),
        ([], ["a"], ['+ "a"']),
        (["a"], [], ['- "a"']),
        ([], None, ["- []"]),
        (None, OBJECT, ["+ {", f'+   "Key": "{"k" * 60}",', f'+   "Value": "{"v" * 60}"', "+ }"]),
        (list(range(20)), ["a"], [*(f"- {number}" for number in range(20)), '+ "a"']),
        (list(range(23)), ["a"], [*(f"- {number}" for number in range(20)), "- … 3 more lines", '+ "a"']),
        ("x" * 120, "y", [f'- "{"x" * 120}"', '+ "y"']),
        ("x" * 121, "y", [f'- "{"x" * 119}…', '+ "y"']),
        (LONG, LONG[:150] + "x" + LONG[151:], [f'- "…{LONG[130:]}"', f'+ "…{LONG[130:150]}x{LONG[151:]}"']),
        (LONG, LONG[:150], [f'- "…{LONG[130:]}"', f'+ "…{LONG[130:150]}"']),
        (LONG, "x" + LONG, [f'- "{LONG[:119]}…', f'+ "x{LONG[:118]}…']),
    ],
)
def test_differences(existing: Any, manifest: Any, lines: list[str]) -> None:
    difference = Difference(PATH, existing, manifest)
    assert differences.lines(difference) == ["Containers[0].Image:", *(f"  {line}" for line in lines)]
    assert differences.diff_lines(difference) == ["@@ Containers[0].Image @@", *lines]


def test_an_image_named_by_a_tag_is_shown_with_its_digest() -> None:
    difference = Difference(PATH, "i:1", "i:2", f"sha256:{'a' * 64}")
    assert differences.diff_lines(difference)[1:] == ['- "i:1"', f'+ "i:2" (sha256:{"a" * 12})']


TRANSFORM = PlannedJob("transform", "ml.m5.large", 1, 0.115, 10, 30, "2025-06-16")
TRAINING = PlannedJob("training", "ml.m5.xlarge", 2, 0.46, 1440, 1440)
TRANSFORM_LINE = (
    "transform job on 1 x ml.m5.large: $0.115 per hour (about $0.02 for 10 min, $0.06 for 30 min, price of 2025-06-16)"
)
TRAINING_LINE = "training job on 2 x ml.m5.xlarge: $0.46 per hour (about $11.04 for 24 h)"


@pytest.mark.parametrize(
    ("jobs", "lines", "cost"),
    [
        ([], [], None),
        ([TRANSFORM], [TRANSFORM_LINE], (0.0192, 0.0575)),
        (
            [TRAINING, TRANSFORM],
            [TRAINING_LINE, TRANSFORM_LINE, "total: about $11.06, at most $11.10"],
            (11.0592, 11.0975),
        ),
        ([TRAINING, TRAINING], [TRAINING_LINE, TRAINING_LINE, "total: about $22.08"], (22.08, 22.08)),
        (
            [TRAINING._replace(hourly_usd=None), TRANSFORM],
            ["training job on 2 x ml.m5.xlarge: price unknown", TRANSFORM_LINE],
            None,
        ),
    ],
)
def test_jobs_and_their_cost(jobs: list[PlannedJob], lines: list[str], cost: tuple[float, float] | None) -> None:
    assert plans.job_lines(jobs) == lines
    data = plans.data(PlanMade("m", "create", "", "", "", {}, jobs=tuple(jobs)))
    assert data["cost"] == (cost and {"likely_usd": cost[0], "max_usd": cost[1]})


CREATE = PlanMade(
    "m.yaml",
    "create",
    "one will be created: no resource with this name in us-east-1",
    "CreateModelPackage",
    "us-east-1",
    {"ModelPackageName": "one", "Tags": ["ü"]},
    (
        "ValidationSpecification.ValidationRole",
        "CertifyForMarketplace",
        "ClientToken",
        "one:1 pinned to sha256:0",
        "Tags",
    ),
    jobs=(TRANSFORM,),
    visible_to_buyers=("s3://in/", "s3://out/"),
    name="one",
)
CONFLICT = PlanMade(
    "m.yaml",
    "conflict",
    "conflict: one exists with different content (Completed)",
    "CreateModelPackage",
    "us-east-1",
    {"ModelPackageName": "one"},
    ("ClientToken",),
    (Difference(("A",), None, 1), Difference(("B", "C"), "x", "y")),
    name="one",
    creates=False,
)
CREATE_LINES = [
    "  one will be created: no resource with this name in us-east-1",
    f"  {TRANSFORM_LINE}",
    "  added: ValidationRole of the role to create, CertifyForMarketplace: true, ClientToken, "
    "one:1 pinned to sha256:0, provenance tags",
    "  visible to buyers, with the logs and metrics of the validation:",
    "    s3://in/",
    "    s3://out/",
]
REQUEST_LINES = ["{", '  "ModelPackageName": "one",', '  "Tags": [', '    "ü"', "  ]", "}"]


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        (CREATE, CREATE_LINES),
        (
            replace(CREATE, show_request=True),
            [*CREATE_LINES, "  CreateModelPackage request:", *(f"    {line}" for line in REQUEST_LINES)],
        ),
        (
            replace(CONFLICT, show_request=True),
            [
                "  conflict: one exists with different content (Completed)",
                "  A:",
                "    + 1",
                "  B.C:",
                '    - "x"',
                '    + "y"',
            ],
        ),
        (
            PlanMade("m", "unchanged", "no changes to one", "O", "r", {"A": 1}, ("ClientToken",), creates=False),
            ["  no changes to one"],
        ),
    ],
)
def test_lines_of_a_plan(plan: PlanMade, lines: list[str]) -> None:
    assert plans.lines(plan) == lines


def test_colors_of_a_plan() -> None:
    plan = replace(CONFLICT, reason="conflict\x1b[2J")
    assert list(text.render([plan], colors.colored)) == [
        "\x1b[1m  conflict\ufffd[2J\x1b[0m",
        "  A:",
        "\x1b[32m    + 1\x1b[0m",
        "  B.C:",
        '\x1b[31m    - "x"\x1b[0m',
        '\x1b[32m    + "y"\x1b[0m',
    ]
    assert list(text.render([plan])) == ["  conflict\ufffd[2J", *plans.lines(CONFLICT)[1:]]
