"""A stage without a stack, for the tests of acts: what they say and find is there as on a real one."""

from types import SimpleNamespace

from faults.stage import Stage


def empty_stage(seconds=1.0, **parts):
    """`parts` of the load."""
    return Stage(SimpleNamespace(), SimpleNamespace(members=[], tokens=["t"], **parts), SimpleNamespace(), 7, seconds)
