"""A local AWS on loopback: moto's services, with the model packages, algorithms and validation jobs of SageMaker ours.

`server.running()` starts it. Importing this package alone loads nothing.
"""
