"""Merges the JSON reports of several runs, such as the shards of a matrix, into one report."""
