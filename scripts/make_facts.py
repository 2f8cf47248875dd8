"""Update the facts that a script can update (`make facts`).

Without an argument: the instance types that the API accepts, from the installed botocore's service model, and their
sizes, from the installed moto's record of EC2. With the
path of a git clone of github.com/aws/sagemaker-python-sdk also the accounts from which AWS serves its own images. The
other files in sagemaker_marketplace/facts are recorded; their `_provenance` gives source and date.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import moto

FACTS = Path(__file__).parent.parent / "src" / "sagemaker_marketplace" / "facts"
ENUMS = {
    "training": "TrainingInstanceType",
    "transform": "TransformInstanceType",
    "realtime": "ProductionVariantInstanceType",
}


def main(arguments: list[str]) -> None:
    """Write the files and print the number of values in each."""
    write("instance-types", instance_types())
    write("instance-sizes", instance_sizes(instance_types()))
    if arguments:
        write("aws-image-accounts", image_accounts(arguments[0]))


def write(name: str, data: dict[str, Any]) -> None:
    """Write one data file."""
    file, text = FACTS / f"{name}.json", render(data)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(text, encoding="utf-8")
    for old, new in zip_longest(before.splitlines(), text.splitlines(), fillvalue=""):
        if old != new:
            print(f"-{old}\n+{new}")
    sizes = (f"{len(value)} {key}" for key, value in data.items() if key != "_provenance")
    print(f"{name}.json: {', '.join(sizes)}")


def render(data: dict[str, Any]) -> str:
    """Return JSON with one line per key and per instance type, so that diffs are short."""
    lines = (
        f" {json.dumps(key)}: {_lines(value) if key == 'types' else json.dumps(value)}" for key, value in data.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _lines(types: dict[str, Any]) -> str:
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(size)}" for name, size in types.items()) + "\n }"


def instance_types() -> dict[str, Any]:
    """Return the three enums of the installed service model."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    lists = {use: list(model.shape_for(name).enum) for use, name in ENUMS.items()}
    provenance = {
        "date": _date_of("instance-types", lists, botocore.__version__, "botocore"),
        "botocore": botocore.__version__,
        "what": "instance types the SageMaker API takes, by use",
        "sources": [f"botocore's service model of sagemaker 2017-07-24: {', '.join(ENUMS.values())}"],
    }
    return {"_provenance": provenance} | lists


def instance_sizes(types: dict[str, Any]) -> dict[str, Any]:
    """Return the size of the EC2 type behind each instance type, as recorded in the installed moto."""
    file = Path(moto.__file__).parent / "ec2" / "resources" / "instance_types.json.gz"
    recorded = json.loads(gzip.decompress(file.read_bytes()))
    names = sorted({name for use in ENUMS for name in types[use]})
    sizes = {name: _size(recorded[name.removeprefix("ml.")]) for name in names if name.removeprefix("ml.") in recorded}
    provenance = {
        "date": _date_of("instance-sizes", {"types": sizes}, moto.__version__, "moto"),
        "moto": moto.__version__,
        "what": "size of the EC2 type behind each SageMaker type; a container gets a little less memory",
        "sources": [f"EC2 DescribeInstanceTypes as recorded in moto {moto.__version__} (Apache-2.0)"],
        "columns": ["vCPUs", "memory in MiB", "accelerators", "accelerator", "memory of each accelerator in MiB"],
    }
    return {"_provenance": provenance, "types": sizes}


def _size(recorded: dict[str, Any]) -> list[Any]:
    gpus = recorded.get("GpuInfo", {}).get("Gpus") or recorded.get("NeuronInfo", {}).get("NeuronDevices") or []
    # No type has accelerators of two models.
    accelerators = [
        (gpu["Count"], f"{gpu.get('Manufacturer', 'AWS')} {gpu['Name']}", gpu["MemoryInfo"]) for gpu in gpus
    ]
    count, name, memory = accelerators[0] if accelerators else (0, "", {"SizeInMiB": 0})
    return [recorded["VCpuInfo"]["DefaultVCpus"], recorded["MemoryInfo"]["SizeInMiB"], count, name, memory["SizeInMiB"]]


def _date_of(name: str, lists: Mapping[str, Any], version: str, package: str) -> str:
    """Return the date of the existing file if it has the same lists of the same version, or today's date."""
    file = FACTS / f"{name}.json"
    existing = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    recorded: str | None = existing.get("_provenance", {}).get("date")
    same = existing.get("_provenance", {}).get(package) == version
    same = same and all(existing.get(use) == names for use, names in lists.items())
    return recorded if recorded and same else datetime.now(UTC).date().isoformat()


def image_accounts(clone: str) -> dict[str, Any]:
    """Return the registry accounts of all image configurations in a clone of AWS's Python SDK."""
    commit, date = _git(clone, "log", "-1", "--format=%H %cs").split()
    files = _git(clone, "ls-tree", "-r", "--name-only", commit).splitlines()
    accounts: set[str] = set()
    for file in files:
        if "/image_uri_config/" in file and file.endswith(".json"):
            accounts |= _registries(json.loads(_git(clone, "show", f"{commit}:{file}")))
    provenance = {
        "date": date,
        "what": "accounts that AWS serves its own SageMaker images from",
        "sources": [f"fields `registries` in image_uri_config/*.json of aws/sagemaker-python-sdk at {commit}"],
    }
    return {"_provenance": provenance, "accounts": sorted(accounts)}


def _registries(data: Any) -> set[str]:
    if isinstance(data, list):
        return set().union(*(_registries(item) for item in data))
    if not isinstance(data, dict):
        return set()
    own = data.get("registries", {})
    return set(own.values()).union(*(_registries(value) for key, value in data.items() if key != "registries"))


def _git(clone: str, *arguments: str) -> str:
    return subprocess.run(["git", "-C", clone, *arguments], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
