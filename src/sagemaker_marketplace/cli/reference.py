"""The commands that print reference data: schema and facts."""

from __future__ import annotations

import json

from .. import output
from ..check.rules.instances.unknown_instance_type import similar_type
from ..facts import pages, tables
from ..facts.facts import Facts
from ..manifest import editor_schema, schema
from ..manifest.findings import SUCCESS, USAGE, Failure
from ..manifest.suggestions import closest_match
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse


def print_schema(given: Given) -> int:
    """Print the JSON Schema of manifests, of the JSON report, or of JSON lines.

    Raises Failure for the name of another document.
    """
    document = parse(of_command("schema"), given, "{}")["document"]
    if document == "manifest":
        printed = editor_schema.build(schema.load())
    else:
        # The types of the contract are only needed here.
        from ..report.contract import schemas

        printed = schemas.report_schema() if document == "report" else schemas.event_schema()
    output.write_result(f"{json.dumps(printed, indent=1)}\n")
    return SUCCESS


def print_facts(given: Given) -> int:
    """Print the data about a Region or an instance type, or a list of all Regions.

    Raises Failure for a name that is neither.
    """
    options, facts = parse(of_command("facts"), given, COMMAND_LINE), Facts()
    name = options["name"]
    page = pages.page(facts, name)
    if page is None:
        near = closest_match(name, facts.known_regions()) or similar_type(name, facts.all_types())
        hint = f"did you mean {near}?" if near else "use a Region such as us-east-1 or a type such as ml.m5.large"
        raise Failure(f"unknown Region or instance type: {name}", USAGE, hint)
    if options["format"] == "json":
        output.write_result(f"{json.dumps(page, indent=1)}\n")
    else:
        output.write_result("".join(f"{line}\n" for line in tables.text(page)))
    return SUCCESS
