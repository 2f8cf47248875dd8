"""Makes releases: fills in names, cuts notes from CHANGELOG.md, pins the image and moves tags (see CONTRIBUTING.md).

Only the standard library, because the workflow runs this before anything is installed.
"""
