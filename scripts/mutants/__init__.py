"""Mutation tests on a sample: how many small faults in the stage packages do the tests detect? (`make mutants`)."""
