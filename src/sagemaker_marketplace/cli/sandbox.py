"""The command sandbox: runs a local AWS emulator."""

from __future__ import annotations

import os

from .. import output
from ..manifest.findings import USAGE, Failure
from ..rehearse.engine.opener import engine_opener
from ..sandbox.environment import isolate_server
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse


def sandbox(given: Given) -> int:
    """Run the sandbox until it is stopped, or for as long as one command runs.

    Raises Failure if the sandbox is not installed or can't be started.
    """
    options = parse(of_command("sandbox"), given, COMMAND_LINE)
    caller = isolate_server(os.environ)
    try:
        from ..sandbox import command, server
        from ..sandbox.containers.engine import Containers
    except ImportError as error:
        hint = "install the package with the extra sandbox: pip install 'sagemaker-marketplace-action[sandbox]'"
        raise Failure(f"the sandbox is not installed ({error.name} is missing)", USAGE, hint) from None
    containers = None
    if options["engine"] == "auto" and not options["scenario"]:
        containers = Containers(engine_opener(caller), options["driver-image"])
    scenario, address = options["scenario"] or "success", (options["host"], int(options["port"]))
    return command.run(server, scenario, address, options["run"], caller, output.write_result, containers)
