"""The table of options, and the settings of a run made from it."""
