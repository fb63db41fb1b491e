"""Measuring, by hand: `python -m bench.events --help`."""
