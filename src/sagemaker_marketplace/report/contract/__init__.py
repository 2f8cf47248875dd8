"""The public JSON documents as types: what `--format json` and `--format jsonl` print.

The schemas in `schema/` are generated from these types. A change that is not an addition breaks users: it needs the
next major version of the action, and a higher SCHEMA_VERSION.
"""

from typing import Final

# `schema_version` in the report, and in the first line of JSON lines.
SCHEMA_VERSION: Final = 1
