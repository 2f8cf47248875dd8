"""A local AWS emulator: moto's services, with model packages, algorithms and validation jobs of our own.

`server.running()` starts it. Importing this package alone loads nothing.
"""
