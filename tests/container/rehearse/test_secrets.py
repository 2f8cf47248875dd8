"""What a container gets: the variables of the job and of its image, and nothing of the process that rehearses it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.container.rehearse import programs
from tests.container.rehearse.programs import rehearse

pytestmark = pytest.mark.container

SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "INPUT_X")
PROXIES = ("http_proxy", "HTTPS_PROXY")
VISIBLE = """
    def found(path):
        return os.path.exists(path) or os.path.islink(path)
    mounts = [line.split()[4] for line in open("/proc/self/mountinfo")]
    sockets = [os.path.join(folder, name) for folder, _, names in os.walk("/", followlinks=False)
               if not folder.startswith(("/proc", "/sys")) for name in names
               if stat.S_ISSOCK(os.lstat(os.path.join(folder, name)).st_mode)]
    print({
        "variables": sorted(set(os.environ) - {"PROGRAM", "PATH", "HOME", "LC_CTYPE"}),
        "mounts": sorted({path for path in mounts if not path.startswith(("/proc", "/sys", "/dev"))}),
        "sockets": sockets,
        "processes": [name for name in os.listdir("/proc") if name.isdigit()],
        "files": [path for path in ("/rehearsal", "/var/run/docker.sock", "/github") if found(path)],
        "no new privileges": "NoNewPrivs:\\t1" in open("/proc/self/status").read(),
        "secrets": SECRET in open("/proc/1/environ").read(),
    })
    serve()
"""


@pytest.fixture(scope="session", autouse=True)
def _image(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs.build(base, tmp_path_factory.mktemp("image"))


def test_nothing_of_the_process_gets_into_the_container(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "hunt" + "er2")
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:1/hunt" + "er2")
    path = tmp_path / "data.csv"
    path.write_bytes(b"1\n")
    code = "    import stat\n    SECRET = 'hunt' + 'er2'" + VISIBLE
    [line] = rehearse(base, code, {"data.csv": path}).log
    assert ast.literal_eval(line) == {
        "variables": ["HOSTNAME", "PYTHONUNBUFFERED", "SAGEMAKER_BATCH"],
        "mounts": ["/", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"],
        "sockets": [],
        "processes": ["1"],
        "files": [],
        "no new privileges": True,
        "secrets": False,
    }
