"""The table of options, and the validated settings of a run."""
