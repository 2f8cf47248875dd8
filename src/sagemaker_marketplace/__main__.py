"""`python -m sagemaker_marketplace` and the command `sagemaker-marketplace`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from . import output
        from .cli.main import run
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        # Python's own exit code for an exception, 1, means that there are findings.
        sys.exit(_report(error))
    code = run(sys.argv[1:])
    output.close()
    sys.exit(code)


def _report(error: Exception) -> int:
    if sys.stderr:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        sys.stderr.write(f"sagemaker-marketplace: internal error: the installation is incomplete: {reason}\n")
    return 70


if __name__ == "__main__":
    main()
