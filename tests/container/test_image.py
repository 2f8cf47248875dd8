"""The image: contents, size and entry point."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = Path(__file__).with_name("manifests") / "sound.yaml"
MAX_BYTES_OVER_BASE = 30_000_000
SERVICES = ["account", "ecr", "iam", "logs", "pricing", "s3", "sagemaker", "service-quotas", "sts"]
MODULES = [
    "LICENSE",
    "_yaml",
    "actions_toolkit",
    "attr",
    "attrs",
    "boto3",
    "botocore",
    "certifi",
    "charset_normalizer",
    "dateutil",
    "docker",
    "entrypoint.py",
    "idna",
    "jmespath",
    "jsonschema",
    "jsonschema_specifications",
    "post.py",
    "referencing",
    "requests",
    "rpds",
    "s3transfer",
    "sagemaker_marketplace",
    "six.py",
    "urllib3",
    "yaml",
]
LIST = "import os, sys; print(*sorted(os.listdir(sys.argv[1])), sep='\\n')"

pytestmark = pytest.mark.container


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout


def names_in(image: str, folder: str) -> list[str]:
    return docker("run", "--rm", "--entrypoint", "python3", image, "-c", LIST, folder).splitlines()


def test_adds_at_most_30_megabytes_to_its_base(image: str, base: str) -> None:
    sizes = [int(docker("image", "inspect", "--format", "{{.Size}}", name)) for name in (image, base)]
    print(f"the image adds {(sizes[0] - sizes[1]) / 1e6:.1f} MB to its base of {sizes[1] / 1e6:.1f} MB")
    assert sizes[0] - sizes[1] <= MAX_BYTES_OVER_BASE


def test_starts_the_entrypoint_that_kubernetes_runners_start(image: str) -> None:
    config = json.loads(docker("image", "inspect", image))[0]["Config"]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert config["Entrypoint"] == ["/app/entrypoint.py"]
    assert config["User"] == ""
    assert action["runs"] == {
        "using": "docker",
        "image": "Dockerfile",
        "entrypoint": "/app/entrypoint.py",
        "post-entrypoint": "/app/post.py",
        "post-if": "cancelled()",
        "args": [],
    }


def test_has_the_locked_packages_and_nothing_else(image: str) -> None:
    # A package with a condition is for earlier versions of Python.
    lock = re.findall(r"^([a-z0-9-]+)==(\S+) \\", (ROOT / "requirements" / "runtime.txt").read_text(), re.MULTILINE)
    names = names_in(image, "/app")
    installed = [name.removesuffix(".dist-info") for name in names if name.endswith(".dist-info")]
    assert installed == sorted(f"{name.replace('-', '_')}-{version}" for name, version in lock)
    assert [name for name in names if not name.endswith(".dist-info") and name != "__pycache__"] == MODULES


def test_has_the_descriptions_of_the_services_that_are_called_and_no_others(image: str) -> None:
    assert [name for name in names_in(image, "/app/botocore/data") if "." not in name] == SERVICES


def test_has_the_product_without_the_sandbox(image: str) -> None:
    here = {path.name for path in (ROOT / "src" / "sagemaker_marketplace").iterdir()}
    assert set(names_in(image, "/app/sagemaker_marketplace")) | {"__pycache__"} == (here | {"__pycache__"}) - {
        "sandbox"
    }


def test_has_the_programs_that_kubernetes_runners_need(image: str) -> None:
    look = "import shutil; print(*map(shutil.which, ('sh', 'env', 'tail')))"
    found = docker("run", "--rm", "--entrypoint", "python3", image, "-Ic", look)
    assert found == "/usr/bin/sh /usr/bin/env /usr/bin/tail\n"


def test_the_workspace_cannot_put_its_modules_before_ours(image: str, tmp_path: Path) -> None:
    """A workflow with PYTHONPATH set and a module of the library's name in the repository."""
    (tmp_path / "yaml.py").write_text("raise RuntimeError('the workspace was imported')\n")
    (tmp_path / "manifest.yaml").write_text(MANIFEST.read_text())
    workspace = ["--volume", f"{tmp_path}:/github/workspace", "--workdir", "/github/workspace"]
    settings = ["PYTHONPATH=/github/workspace", "INPUT_COMMAND=check", "INPUT_MANIFEST=manifest.yaml"]
    settings += ["GITHUB_WORKSPACE=/github/workspace", "INPUT_FAIL-ON=error"]
    environment = [argument for setting in settings for argument in ("--env", setting)]
    done = subprocess.run(["docker", "run", "--rm", *workspace, *environment, image], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1:], done.stderr) == (
        0,
        ["1 manifest checked: 0 errors, 0 warnings"],
        "",
    )
