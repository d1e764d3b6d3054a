"""Named statements: every one has a description, an unknown one is an error at once."""

import pytest

from command.base.queries import Queries, UnknownQuery, load

TEXT = """
-- find_case: One case by its id.
select 1;

-- open_cases: All that are open.
select 2
 where true;
"""


def test_statements_by_name() -> None:
    queries = Queries(TEXT)
    assert list(queries) == ["find_case", "open_cases"]
    assert queries["find_case"] == "select 1"
    assert queries["open_cases"] == "select 2\n where true"
    assert queries.about["open_cases"] == "All that are open."


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UnknownQuery, match="find_cases"):
        Queries(TEXT)["find_cases"]


def test_two_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="share a name"):
        Queries(TEXT + TEXT)


def test_a_part_stands_in_every_statement_that_shares_it() -> None:
    shared = "-- mine (part): Whose.\nowner = $1\n"
    queries = Queries(shared + "-- a: One.\nselect 1 where {mine};\n-- b: Two.\nselect {mine};")
    assert list(queries) == ["a", "b"]
    assert (queries["a"], queries["b"]) == ("select 1 where owner = $1", "select owner = $1")
    with pytest.raises(UnknownQuery, match="yours"):
        Queries("-- a: One.\nselect {yours};")


def test_the_ground_has_its_statements() -> None:
    assert {"append_events", "read_after", "claim_key", "keep_reply"} <= set(load("command.base"))
