"""Fuzzers: each target takes any bytes, and raises an exception if the program does what it must never do.

`make fuzzers` runs them with atheris, which changes inputs so that they reach new code. The tests run each target on
the inputs in `corpus/` without it.
"""
