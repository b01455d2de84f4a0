"""Measures Beep as it runs: a real server, real accounts, load and receivers in processes of their own.

`python -m bench` (or `make bench`); what each number means is in `docs/guides/benchmarks.md`.
"""
