"""What citizens said of units in a period, as a table for the peace assessment (R54).

Pure: a CSV that spreadsheet programs open as it is.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date

from command.assessment.store import Ratings
from command.casework.terms import SATISFACTIONS, Satisfaction

BOM = "\ufeff"  # without it WPS and Excel take the bytes for another code
ANSWERS = tuple(Satisfaction)


def as_csv(lines: Iterable[Ratings], since: date, until: date) -> bytes:
    """A line a unit; the share is of those who gave a rating."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        [
            *("单位编号", "单位", "起", "止", "回访"),
            *(SATISFACTIONS[one].zh for one in ANSWERS),
            "满意率(%)",
        ]
    )
    for line in lines:
        said = [getattr(line, str(one)) for one in ANSWERS]
        days = (since.isoformat(), until.isoformat())
        table.writerow(
            [_cell(line.agency_id), _cell(line.agency_name), *days, line.visits, *said, share(line)]
        )
    return (BOM + text.getvalue()).encode()


def share(line: Ratings) -> str:
    """Satisfied and fairly satisfied among the ratings, to a tenth; empty where nobody rated."""
    rated = line.satisfied + line.fairly + line.dissatisfied
    return f"{100 * (line.satisfied + line.fairly) / rated:.1f}" if rated else ""


def _cell(text: str) -> str:
    """A name that begins like a formula stays a name."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
