"""What the program of an ENTRYPOINT does with the argument `serve` or `train`, and what the preflight reports."""

from __future__ import annotations

from typing import Any

import pytest
from tests.preflight.test_image_configs import Examine, examine
from tests.preflight.test_images import EXEC, REGISTRY, algorithm

from sagemaker_marketplace.preflight import entry_points
from sagemaker_marketplace.preflight.entry_points import Effect, Outcome

__all__ = ["examine"]

REFUSED = {
    "supervisord": "supervisord",
    "/usr/bin/supervisord -n -c /etc/supervisord.conf": "supervisord",
    "python3 /usr/bin/supervisord": "supervisord",
    "python -m supervisor.supervisord": "supervisord",
    "uvicorn": "uvicorn",
    "uvicorn app:app --host 0.0.0.0": "uvicorn",
    "/opt/venv/bin/uvicorn app:app": "uvicorn",
    "python -m uvicorn app:app": "uvicorn",
    "/usr/bin/python3.11 -u -m uvicorn app:app": "uvicorn",
    "env PORT=8080 uvicorn app:app": "uvicorn",
    "/usr/bin/env uvicorn app:app": "uvicorn",
    "tini -g -- uvicorn app:app": "uvicorn",
    "tini -- /usr/bin/env python -m uvicorn app:app": "uvicorn",
    "dumb-init uvicorn app:app": "uvicorn",
    "gosu app uvicorn app:app": "uvicorn",
    "poetry run uvicorn app:app": "uvicorn",
    "opentelemetry-instrument uvicorn app:app": "uvicorn",
    "hypercorn app:app": "hypercorn",
    "hypercorn --bind 0.0.0.0:8080 app": "hypercorn",
    "daphne app:app": "daphne",
    "granian --interface asgi app:app": "granian",
    "waitress-serve --listen=*:8080 app:app": "waitress-serve",
    "waitress-serve --call app:create": "waitress-serve",
    "python -m waitress app:app": "waitress-serve",
    "flask run": "flask run",
    "flask --app app run -p 8080": "flask run",
    "python -m flask run": "flask run",
}
# What ENTRYPOINT lacks.
INTERPRETED = {
    "gunicorn": ("gunicorn", "application"),
    "gunicorn -w 4 -b 0.0.0.0:8080 --timeout 60": ("gunicorn", "application"),
    "gunicorn -k uvicorn.workers.UvicornWorker": ("gunicorn", "application"),
    "python -m gunicorn": ("gunicorn", "application"),
    "hypercorn -b 0.0.0.0:8080": ("hypercorn", "application"),
    "python": ("python", "script"),
    "/usr/local/bin/python3.12 -u": ("python", "script"),
    "python -X importtime": ("python", "script"),
    "node": ("node", "script"),
    "node -r dotenv/config": ("node", "script"),
    "perl -w": ("perl", "script"),
    "bash": ("bash", "script"),
    "/bin/sh -e -o pipefail": ("sh", "script"),
    "java": ("java", "class"),
    "java -Xmx2g -cp /app/lib": ("java", "class"),
    "tini -- python": ("python", "script"),
}
ACCEPTED = (
    "",
    "/opt/program/entrypoint",
    "serve",
    "gunicorn app:app",
    "gunicorn -w 4 app",
    "python app.py",
    "python -u -W ignore app.py",
    "python -m server",
    "python -c pass",
    "node server.js",
    "node -e 1",
    "perl serve.pl",
    "bash /start.sh",
    "java -jar app.jar",
    "java -cp /app Main",
    "java -m app/Main",
    "flask --app app",
    "env",
    "env A=b",
    "tini --",
    "gosu app",
    "unknown uvicorn app:app",
    "/bin/sh -c",
    "env env env env env env uvicorn app:app",
)
# Words that are one argument.
SCRIPTS = {
    ('exec uvicorn app:app "$@"', "--"): "uvicorn",
    ('cd /app && exec uvicorn app:app "$@"', "sh"): "uvicorn",
    ("cd /app; export A=b; uvicorn app:app $*", "sh"): "uvicorn",
    ('uvicorn app:app "$1"', "sh"): "uvicorn",
    # Without a word behind the script, the argument is `$0`, which `$@` does not include.
    ('exec uvicorn app:app "$@"',): None,
    ('exec "$@"', "--"): None,
    ("exec uvicorn app:app", "--"): None,
    ('exec uvicorn "app:app', "--"): None,
    ('./setup && exec "$@"', "--"): None,
}


@pytest.mark.parametrize(("entry_point", "program"), REFUSED.items())
def test_a_program_that_refuses_the_argument(entry_point: str, program: str) -> None:
    assert entry_points.outcome(entry_point.split()) == Outcome(program, Effect.REFUSED)


@pytest.mark.parametrize(("entry_point", "expected"), INTERPRETED.items())
def test_a_program_that_interprets_the_argument(entry_point: str, expected: tuple[str, str]) -> None:
    program, noun = expected
    assert entry_points.outcome(entry_point.split()) == Outcome(program, Effect.INTERPRETED, noun)


@pytest.mark.parametrize("entry_point", ACCEPTED)
def test_a_program_that_accepts_the_argument_or_is_unknown(entry_point: str) -> None:
    assert entry_points.outcome(entry_point.split()) is None


@pytest.mark.parametrize(("words", "program"), SCRIPTS.items())
def test_a_script_of_a_shell(words: tuple[str, ...], program: str | None) -> None:
    expected = Outcome(program, Effect.REFUSED) if program else None
    assert entry_points.outcome(["/bin/sh", "-c", *words]) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            {"Entrypoint": ["uvicorn", "app:app"]},
            [
                "7:16 error image-argument-refused: uvicorn refuses the argument serve, which SageMaker adds to the "
                "ENTRYPOINT | write a start script as ENTRYPOINT that runs uvicorn without the argument"
            ],
        ),
        # Not reported as an init process as well, nor for its CMD.
        (
            {"Entrypoint": ["tini", "--", "uvicorn", "app:app"], "Cmd": ["--port", "8080"]},
            [
                "7:16 error image-argument-refused: uvicorn refuses the argument serve, which SageMaker adds to the "
                "ENTRYPOINT | write a start script as ENTRYPOINT that runs uvicorn without the argument, and the words "
                "of CMD"
            ],
        ),
        (
            {"Entrypoint": ["gunicorn"], "Cmd": ["app:app"]},
            [
                "7:16 warning image-argument-as-script: gunicorn has no application in the ENTRYPOINT and interprets "
                "the argument serve as one | put the application into ENTRYPOINT, because SageMaker replaces CMD"
            ],
        ),
        # In exec form, the program would refuse the argument.
        (
            {"Entrypoint": ["/bin/sh", "-c", "exec uvicorn app:app"], "Cmd": ["x"]},
            [
                "7:16 warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument serve: "
                "exec uvicorn app:app | write a start script as ENTRYPOINT that runs uvicorn without the argument"
            ],
        ),
        (
            {"Entrypoint": ["/bin/sh", "-c", "exec gunicorn app:app"]},
            [
                "7:16 warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument serve: "
                f"exec gunicorn app:app | {EXEC}"
            ],
        ),
        (
            {"Entrypoint": ["/entry.sh"], "Cmd": ["gunicorn", "app:app"]},
            [
                "7:16 info image-command-replaced: SageMaker replaces the image's CMD (gunicorn app:app) by serve | "
                "move the words that the program needs to ENTRYPOINT"
            ],
        ),
        ({"Entrypoint": ["/entry.sh"], "Cmd": ["serve"]}, []),
        ({"Entrypoint": ["/entry.sh"], "Cmd": ["train"]}, []),
        ({"Entrypoint": ["/entry.sh"], "Cmd": []}, []),
        # Reported once, as an image without ENTRYPOINT.
        (
            {"Entrypoint": None, "Cmd": ["uvicorn", "app:app"]},
            [
                "7:16 info image-serve-on-path: the image has no ENTRYPOINT: serve must be an executable on its PATH "
                "(/usr/local/bin:/usr/bin:/bin) | put it there, or write an ENTRYPOINT that takes the argument"
            ],
        ),
    ],
)
def test_findings(run: dict[str, Any], expected: list[str], examine: Examine) -> None:
    assert examine(run=run) == expected


def test_the_argument_of_each_image(examine: Examine) -> None:
    manifest = algorithm(f"{REGISTRY}/train:1.0", f"{REGISTRY}/serve:1.0")
    assert examine(manifest, run={"Entrypoint": ["supervisord"]}) == [
        f"{location} error image-argument-refused: supervisord refuses the argument {argument}, which SageMaker adds "
        "to the ENTRYPOINT | write a start script as ENTRYPOINT that runs supervisord without the argument"
        for location, argument in (("6:20", "train"), ("9:16", "serve"))
    ]
