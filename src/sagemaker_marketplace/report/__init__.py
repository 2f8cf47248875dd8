"""The events of a run, and their messages, report and output formats."""
