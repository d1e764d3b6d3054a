"""What an import would do, before it is done: the dry run's report and its result.

Compares the datum that was declared with the county's outline under every hypothesis.
Pure: the same survey over the same places gives the same plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from command.places.areas import Area
from command.places.coordinates import Datum, to_wgs84
from command.places.jurisdiction import Level, Place, PlaceCode, Precision, level_of
from command.places.matching import Match, Outcome, counts, match_rows
from command.places.placement import draw_missing
from command.places.readings import initials_of, pinyin_of
from command.places.survey import Row, Survey, converted, position

#: WGS84 stands for CGCS2000 too: they differ by centimetres.
HYPOTHESES = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
DOUBT_MARGIN = 0.004  # by how much another datum must fit better
MOST_OUTSIDE = 0.05  # share of an area that may lie outside a generalised outline
LEAST_OVERLAP_KM2 = 0.05
KM_PER_DEGREE = 111.32
KINDS = {Level.COUNTY: "县", Level.TOWNSHIP: "乡镇", Level.VILLAGE: "村", Level.GRID: "网格"}


@dataclass(frozen=True)
class Overlap:
    """Two areas of one level that claim the same ground."""

    one: PlaceCode
    other: PlaceCode
    square_km: float


@dataclass(frozen=True)
class Plan:
    """`fit` is empty when no outline is known to compare with; `doubt` names a better datum."""

    survey: Survey
    matches: tuple[Match, ...]
    missing: tuple[PlaceCode, ...]
    outside: tuple[PlaceCode, ...]
    overlapping: tuple[Overlap, ...]
    fit: Mapping[Datum, float]
    doubt: Datum | None
    places: tuple[Place, ...]
    areas: tuple[Area, ...]

    @property
    def taken(self) -> int:
        """Rows that would be stored."""
        return sum(match.place is not None for match in self.matches)


def plan_import(
    survey: Survey,
    known: Sequence[Place],
    known_areas: Sequence[Area] = (),
    outline: BaseGeometry | None = None,
) -> Plan:
    """The dry run of `survey` over the `known` places of its county and their surveyed areas."""
    matches = match_rows(survey, known)
    fresh = {match.place: match.row for match in matches if match.place is not None}
    own = [_area(code, row, survey) for code, row in fresh.items() if row.geometry is not None]
    fit = {} if outline is None else datum_fit(survey, outline)
    edge = outline if outline is not None else _own_outline(survey, own)
    places, areas = _result(survey, known, fresh, [*_kept(known_areas, own), *own], edge)
    return Plan(
        survey=survey,
        matches=tuple(matches),
        missing=tuple(place.code for place in known if place.code not in fresh),
        outside=tuple(_outside(fresh, survey, edge)),
        overlapping=tuple(overlaps(own)),
        fit=fit,
        doubt=_doubt(survey.declared.datum, fit),
        places=tuple(places),
        areas=tuple(areas),
    )


def report(plan: Plan) -> list[str]:
    """The dry run in words, for the person who decides; figures first."""
    number = counts(plan.matches)
    lines = [f"{outcome}: {number.get(outcome, 0)}" for outcome in Outcome]
    lines += [f"not in the file: {len(plan.missing)}", f"outside: {len(plan.outside)}"]
    lines += [f"overlapping: {len(plan.overlapping)}"]
    lines += [f"datum {datum}: {share:.1%} fits the outline" for datum, share in plan.fit.items()]
    if plan.doubt is not None:
        lines.append(f"declared {plan.survey.declared.datum}, but {plan.doubt} fits better")
    lines += [
        f"line {match.row.line} {match.row.name}: {match.outcome}; {match.note}"
        for match in plan.matches
        if match.note
    ]
    lines += [f"outside the county: {code}" for code in plan.outside]
    lines += [f"{o.one} and {o.other} overlap by {o.square_km:.2f} km²" for o in plan.overlapping]
    return lines


def datum_fit(survey: Survey, outline: BaseGeometry) -> dict[Datum, float]:
    """Per hypothesis how well the survey lies in the county, 0 to 1; {} without positions."""
    points = [(row.lon, row.lat) for row in survey.rows if row.lon is not None]
    areas = [row.geometry for row in survey.rows if row.geometry is not None]
    if not points and not areas:
        return {}
    return {
        datum: float(
            np.mean([*_point_fit(points, datum, outline), *_area_fit(areas, datum, outline)])
        )
        for datum in HYPOTHESES
    }


def _point_fit(
    points: Sequence[tuple[float | None, float | None]], datum: Datum, outline: BaseGeometry
) -> list[float]:
    if not points:
        return []
    given = np.array(points, dtype=np.float64)
    lon, lat = to_wgs84(given[:, 0], given[:, 1], datum)
    return [float(np.mean(shapely.contains_xy(outline, lon, lat)))]


def _area_fit(areas: Sequence[BaseGeometry], datum: Datum, outline: BaseGeometry) -> list[float]:
    """A survey of most of the county is compared as a whole: a shift shows at every edge."""
    if not areas:
        return []
    ground = converted(shapely.union_all(areas), datum)
    shared = float(ground.intersection(outline).area)
    is_whole = ground.area > outline.area / 2
    return [shared / float(ground.union(outline).area if is_whole else ground.area)]


def _doubt(declared: Datum, fit: Mapping[Datum, float]) -> Datum | None:
    if not fit:
        return None
    stated = Datum.WGS84 if declared is Datum.CGCS2000 else declared
    best = max(fit, key=lambda datum: fit[datum])
    return best if fit[best] > fit[stated] + DOUBT_MARGIN else None


def overlaps(areas: Sequence[Area]) -> list[Overlap]:
    """Areas of one level that share more than a sliver."""
    found: list[Overlap] = []
    for level in Level:
        peers = [area for area in areas if level_of(area.place) is level]
        tree = shapely.STRtree([area.geometry for area in peers])
        for i, area in enumerate(peers):
            for j in tree.query(area.geometry, predicate="intersects"):
                if j > i:
                    found += _overlap(area, peers[j])
    return found


def _overlap(one: Area, other: Area) -> list[Overlap]:
    shared = one.geometry.intersection(other.geometry)
    scale = np.cos(np.radians(shared.centroid.y)) if not shared.is_empty else 1.0
    size = float(shared.area * KM_PER_DEGREE**2 * scale)
    return [Overlap(one.place, other.place, size)] if size > LEAST_OVERLAP_KM2 else []


def _area(code: PlaceCode, row: Row, survey: Survey) -> Area:
    assert row.geometry is not None
    geometry = converted(row.geometry, survey.declared.datum)
    return Area(code, geometry, Precision.SURVEYED, survey.declared.source)


def _own_outline(survey: Survey, areas: Sequence[Area]) -> BaseGeometry | None:
    """A county that nobody knows yet may bring its own outline."""
    return next((area.geometry for area in areas if area.place == survey.county), None)


def _kept(known: Sequence[Area], fresh: Sequence[Area]) -> list[Area]:
    """What others drew stays until the file brings better; our own cells are drawn anew."""
    replaced = {area.place for area in fresh}
    lasting = [a for a in known if a.is_boundary or level_of(a.place) is Level.COUNTY]
    return [area for area in lasting if area.place not in replaced]


def _outside(
    fresh: Mapping[PlaceCode, Row], survey: Survey, edge: BaseGeometry | None
) -> list[PlaceCode]:
    if edge is None:
        return []
    datum = survey.declared.datum
    return [code for code, row in fresh.items() if _lies_outside(row, datum, edge)]


def _lies_outside(row: Row, datum: Datum, edge: BaseGeometry) -> bool:
    if row.geometry is not None:
        area = converted(row.geometry, datum)
        return bool(area.difference(edge).area > area.area * MOST_OUTSIDE)
    spot = position(row, datum)
    return spot is not None and not shapely.contains_xy(edge, *spot)


def _result(
    survey: Survey,
    known: Sequence[Place],
    fresh: Mapping[PlaceCode, Row],
    surveyed: Sequence[Area],
    edge: BaseGeometry | None,
) -> tuple[list[Place], list[Area]]:
    before = {place.code: place for place in known}
    after = {**before, **{c: _place(c, row, survey, before.get(c)) for c, row in fresh.items()}}
    return draw_missing([after[code] for code in sorted(after)], surveyed, edge)


def _place(code: PlaceCode, row: Row, survey: Survey, known: Place | None) -> Place:
    """The known place with the survey's position, or a new one with names made searchable."""
    place = known if known is not None else new_place(code, row)
    spot = position(row, survey.declared.datum)
    if spot is None:
        return place
    source = row.source or survey.declared.source
    return replace(place, lon=spot[0], lat=spot[1], precision=Precision.SURVEYED, source=source)


def new_place(code: PlaceCode, row: Row) -> Place:
    """A place nobody knew, not yet placed; its pinyin is made by machine."""
    short = row.short_name or row.name
    return Place(
        code=code,
        name=row.name,
        short_name=short,
        kind=row.kind or KINDS[level_of(code)],
        pinyin=pinyin_of(short),
        initials=initials_of(short),
        lon=None,
        lat=None,
        precision=Precision.NONE,
        source="",
    )
