"""Every route says what kind of reading it is; a new one without a word on it fails here."""

from command.app import endpoints
from command.audit.witness import WHAT
from command.base.reading import Reading

OPEN_TO_STRANGERS = {
    "/healthz", "/readyz", "/metrics", "/version", "/openapi.json", "/asyncapi.json", "/wall",
    "/map/shell.js", "/tiles/{z}/{x}/{y}", "/api/sealed/agencies",
}  # fmt: skip


def test_every_route_that_reads_says_what_it_reads() -> None:
    silent = [line.path for line in endpoints() if not line.writes and line.audit is None]
    assert silent == []


def test_every_preview_says_what_it_reads() -> None:
    """It is asked with a body, and shows what there is."""
    previews = [line for line in endpoints() if line.path.endswith("/preview")]
    assert previews
    assert [line.path for line in previews if line.audit is None] == []


def test_no_route_that_reads_calls_itself_a_deed() -> None:
    assert [x.path for x in endpoints() if not x.writes and x.audit is Reading.DEED] == []


def test_what_nobody_signs_in_for_tells_nothing_or_is_on_record() -> None:
    reading = [line for line in endpoints() if not line.writes and line.permission is None]
    unrecorded = {line.path for line in reading if line.audit and not line.audit.is_recorded}
    assert unrecorded == OPEN_TO_STRANGERS


def test_a_route_about_one_case_is_recorded() -> None:
    about = [line for line in endpoints() if not line.writes and "{case_id" in line.path]
    assert about
    assert [line.path for line in about if line.audit is None or not line.audit.is_recorded] == []


def test_every_kind_that_is_recorded_has_its_name_in_the_audit() -> None:
    assert set(WHAT) == {kind for kind in Reading if kind.is_recorded}
