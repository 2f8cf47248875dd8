"""Runs a session where it belongs, and compares its results with the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.documentation import comparison, shell
from tests.documentation.sessions import ENGINE, Session

from sagemaker_marketplace.rehearse.engine.opener import engine_opener
from sagemaker_marketplace.sandbox import server
from sagemaker_marketplace.sandbox.containers.engine import Containers


def problems(session: Session, scratch: Path, programs: Mapping[str, str] = shell.PROCESSES) -> list[str]:
    """Run a session, and list what differs from its page. Skips it if a program that it needs is missing."""
    missing = [name for name in session.needs if name != ENGINE and not shutil.which(name)]
    if missing and "CI" not in os.environ:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with _variables(session) as variables:
        results = shell.run(session, scratch, variables, programs)
    found = [problem for result in results for problem in _problems(result)]
    missing_steps = len([step for step in session.steps if not step.file]) - len(results)
    return found if found or not missing_steps else [f"{session.name}: {missing_steps} blocks were not reached"]


@contextmanager
def _variables(session: Session) -> Iterator[Mapping[str, str]]:
    """Yield the variables of the session's sandbox, which runs until the end; none without a sandbox."""
    if session.scenario is None:
        yield {}
        return
    containers = Containers(engine_opener(os.environ), "") if ENGINE in session.needs else None
    with server.running(session.scenario or "success", containers=containers) as sandbox:
        yield sandbox.environment


def _problems(result: shell.Result) -> Iterator[str]:
    """Yield what of a block's result differs from the page."""
    step, name = result.step, result.step.block.name
    if result.exit_code != step.exit_code:
        yield f"{name}: exit code {result.exit_code}, not {step.exit_code}:\n{result.output}"
    elif result.failures > min(1, step.exit_code):
        yield f"{name}: a command before the last one failed:\n{result.output}"
    elif step.output is not None:
        difference = comparison.difference(step.output, result.output)
        if difference:
            yield f"{name}: another output:\n{difference}"
