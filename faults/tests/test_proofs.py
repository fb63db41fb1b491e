"""It is true that every promise from 1 to 45, and 56, is shown by runs or by tests, or is said not to be kept."""

import importlib.util
import re

import pytest

from faults import proven
from faults.promises import PROMISES, USUAL
from faults.proofs import LACKING, PROOFS
from faults.proven import COMMAND
from faults.report import DOCUMENT
from scripts.stack.layout import ROOT

NAMED = sorted({test for proof in PROOFS for test in proof.tests})


def test_each_promise_has_a_row():
    numbers = {one.number for one in (*PROMISES.values(), *PROOFS, *LACKING)}

    assert numbers == {*range(1, 46), 56}


def test_what_is_not_kept_is_shown_by_nothing():
    assert not {one.number for one in LACKING} & {one.number for one in (*PROMISES.values(), *PROOFS)}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_there(name):
    if name.startswith(COMMAND):
        assert importlib.util.find_spec(name.removeprefix(COMMAND))
        return
    file, _, test = name.partition("::")
    assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_each_proof_names_something_once():
    for proof in PROOFS:
        assert proof.tests
        assert len(set(proof.tests)) == len(proof.tests)


def test_numbers_are_in_order():
    assert [one.number for one in PROOFS] == sorted(one.number for one in PROOFS)
    assert list(PROMISES) == sorted(PROMISES)
    assert set(USUAL) <= PROMISES.keys()


def test_the_document_has_the_table():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert proven.BEGINS in text
    assert proven.written(text) == text


def test_a_table_is_written_between_its_marks():
    text = f"before\n{proven.BEGINS}\nold\n{proven.ENDS}\nafter"

    assert proven.written(text) == f"before\n{proven.BEGINS}\n{proven.table()}\n{proven.ENDS}\nafter"
