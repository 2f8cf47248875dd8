"""Many manifests in the jobs of a matrix, with the real action in real workflows, and their reports joined."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.container.act import MANIFESTS, run_workflow

# actions/upload-artifact is not available here: act binds the checkout, so that the jobs share the files of reports.
BIND = ("--bind",)

pytestmark = pytest.mark.container


@pytest.fixture
def shared(checkout: Path, tmp_path: Path) -> Path:
    """A copy of the checkout that the jobs of a workflow share, in which containers can write reports."""
    folder = tmp_path / "checkout"
    shutil.copytree(checkout, folder, symlinks=True)
    for name in ("reports", "created"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    return folder


def write(folder: Path, name: str, region: str = "us-east-2", instance_type: str = "ml.m5.xlarge") -> None:
    """Write a manifest, without errors if the instance type is valid."""
    text = Path(f"{MANIFESTS}/sound.yaml").read_text("utf-8").replace("container-test", name)
    text = text.replace("[ml.m5.xlarge]", f"[{instance_type}]", 1).replace("us-east-2", region)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, "utf-8")


def test_a_thousand_manifests_are_checked_in_shards(shared: Path, base: str) -> None:
    names = [f"product-{number:04}" for number in range(1, 1001)]
    for name in names:
        write(shared / "many", name, instance_type="ml.m5.xlrage" if name == "product-0500" else "ml.m5.xlarge")
    run = run_workflow(shared, base, "shards.yml", options=BIND)
    counted = [line for line in run.of("shard").printed() if line.startswith("shard ") or " checked: " in line]
    assert sorted(counted) == [
        *["333 manifests checked: 0 errors, 0 warnings", "333 manifests checked: 1 error, 0 warnings"],
        *["334 manifests checked: 0 errors, 0 warnings", "shard 1/3: 334 of 1,000 manifests"],
        *["shard 2/3: 333 of 1,000 manifests", "shard 3/3: 333 of 1,000 manifests"],
    ]
    joined = run.of("joined")
    good = [f"many/{name}.yaml" for name in names if name != "product-0500"]
    assert joined.printed() == [
        "Check failed  many/product-0500.yaml",
        '  Cause: invalid instance type for batch transform: "ml.m5.xlrage"',
        *(f"Check passed  {name}" for name in good),
        "1,000 manifests in 3 reports: Check failed (1), Check passed (999); 1 error, 0 warnings",
    ]
    outputs = joined.outputs()
    assert json.loads(outputs.pop("results")) == [{"manifest": f"many/{name}.yaml"} for name in names]
    assert outputs == {"errors": "1", "warnings": "0"}
    assert [summary[0] for summary in joined.summaries()] == ["### ❌ Check failed (1), Check passed (999)"]
    assert run.failures() == ["exit with `FAILURE`: 1"] * 2
    report = json.loads((shared / "reports" / "all.json").read_text("utf-8"))
    assert (report["exit_code"], report["errors"], len(report["results"])) == (1, 1, 1000)


def test_what_a_plan_creates_is_created_by_the_jobs_of_its_matrix(shared: Path, base: str) -> None:
    for name, region in (("one", "us-east-2"), ("two", "us-west-2"), ("three", "us-east-2")):
        write(shared / "products", name, region)
    run = run_workflow(shared, base, "matrix.yml", options=BIND)
    planned = run.of("plan").outputs()
    own = {"account": "", "role-to-assume": ""}
    assert json.loads(planned["matrix"]) == {
        "include": [
            {"name": "us-east-2", "region": "us-east-2", "manifest": "products/one.yaml\nproducts/three.yaml", **own},
            {"name": "us-west-2", "region": "us-west-2", "manifest": "products/two.yaml", **own},
        ]
    }
    assert planned["matrix-jobs"] == "2"
    arns = {
        f"products/{name}.yaml": f"arn:aws:sagemaker:{region}:123456789012:model-package/{name}"
        for name, region in (("one", "us-east-2"), ("three", "us-east-2"), ("two", "us-west-2"))
    }
    joined = run.of("joined")
    assert joined.printed() == [
        *(f"Created and validated  {manifest:19}  {arn}" for manifest, arn in arns.items()),
        "3 manifests in 2 reports: Created and validated (3); 0 errors, 0 warnings",
    ]
    results = json.loads(joined.outputs()["results"])
    assert {result["manifest"]: result["arn"] for result in results} == arns
    assert [(result["status"], result["action_taken"]) for result in results] == [("Completed", "created")] * 3
    assert [summary[0] for summary in joined.summaries()] == ["### ✅ Created and validated"]
    assert (run.exit_code, run.failures()) == (0, [])
