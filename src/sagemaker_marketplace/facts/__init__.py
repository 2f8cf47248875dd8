"""Dated data about Regions, instance types and prices."""
