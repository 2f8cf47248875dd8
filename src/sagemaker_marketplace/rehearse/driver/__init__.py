"""Sends SageMaker's requests to the container under test, from a second container that shares its network.

This package runs alone there, with the standard library of Python 3.8 or later: `driver_client.program` returns it as
one file. Nothing in it imports a module from outside of it, and it has no facts about SageMaker: commands contain them.
"""
