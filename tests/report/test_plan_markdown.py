"""Plans in Markdown: for the job summary and for a comment on a pull request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sagemaker_marketplace.report import report
from sagemaker_marketplace.report.events import Difference, Event, PlanMade, PlannedJob, RunFailed
from sagemaker_marketplace.report.formats import _plan, markdown
from sagemaker_marketplace.report.formats._markdown import fit

JOB = PlannedJob("transform", "ml.m5.large", 1, 0.12, 10, 30, "2026-01-01")
CREATE = PlanMade(
    "a.yaml",
    "create",
    "one will be created: no resource with this name in us-east-1",
    "CreateModelPackage",
    "us-east-1",
    {"ModelPackageName": "one"},
    ("CertifyForMarketplace",),
    jobs=(JOB, JOB),
    visible_to_buyers=("s3://in/",),
    name="one",
)
CONFLICT = PlanMade(
    "b.yaml",
    "conflict",
    "conflict: two exists with different content (Completed)",
    "CreateAlgorithm",
    "us-east-1",
    {"AlgorithmName": "two"},
    differences=(Difference(("Tags", 0), None, "```"), Difference(("A",), 1, 2)),
    name="two",
    creates=False,
)
REFUSED = RunFailed("b.yaml", CONFLICT.reason, 6, "use a new name")
CREATE_TEXT = """\
#### a.yaml: create

one will be created: no resource with this name in us-east-1

Jobs:

- transform job on 1 x ml.m5.large: &#36;0.12 per hour (about &#36;0.02 for 10 min, &#36;0.06 for 30 min, \
price of 2026-01-01)
- transform job on 1 x ml.m5.large: &#36;0.12 per hour (about &#36;0.02 for 10 min, &#36;0.06 for 30 min, \
price of 2026-01-01)
- total: about &#36;0.04, at most &#36;0.12

Visible to buyers, with the logs and metrics of the validation:

- s3&#58;//in/

Added: CertifyForMarketplace: true
"""
REQUEST_TEXT = """
<details><summary>CreateModelPackage request of a.yaml</summary>

```json
{
  "ModelPackageName": "one"
}
```

</details>
"""
CONFLICT_TEXT = """\
#### b.yaml: conflict

conflict: two exists with different content (Completed)

````diff
@@ Tags[0] @@
+ "```"
@@ A @@
- 1
+ 2
````
"""
# The facts of a summary name the only manifest and the decision.
ONLY_TEXT = CREATE_TEXT.removeprefix("#### a.yaml: create\n\n")


@pytest.mark.parametrize(
    ("command", "plans", "text"),
    [
        ("plan", [CREATE], ONLY_TEXT + REQUEST_TEXT),
        ("plan", [CREATE, CONFLICT], f"{CREATE_TEXT}\n{CONFLICT_TEXT}{REQUEST_TEXT}"),
        ("create", [CREATE, CONFLICT], CONFLICT_TEXT),
        ("create", [CREATE], "\n"),
        # The failure's alert has the reason.
        ("plan", [CONFLICT, REFUSED], CONFLICT_TEXT.partition("(Completed)\n\n")[2]),
    ],
)
def test_plans(command: str, plans: list[Event], text: str) -> None:
    assert fit(list(_plan.parts(report.build(plans, command, "error"))), 10_000) == text


def test_a_comment_has_at_most_the_size_that_github_accepts() -> None:
    plans = [
        replace(CONFLICT, manifest=f"{number}-{'ü' * 100}.yaml", request={"A": ["x" * 1000] * 100})
        for number in range(500)
    ]
    comment = "\n".join(markdown.render(plans, "plan", "error"))
    assert 30_000 < len(comment) < 65_536
    assert "\n````\n\nLeft out for size: " in comment
    omitted = 500 - comment.count("\n#### ")
    where = "See the job log, or write a JSON report with output: json=FILE."
    assert comment.splitlines()[-1] == f"Left out for size: {omitted} of 500 plans. {where}"
