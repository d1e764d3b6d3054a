"""WGS-84, GCJ-02 and BD-09: conversion at the import edge, nowhere else.

The house stores WGS-84 (CGCS2000 agrees with it within centimetres). Vectorised;
every function takes and gives degrees as arrays or floats, longitude first.

Source of the formula: the published description of the GCJ-02 obfuscation on the
Krasovsky 1940 ellipsoid (Wikipedia, "Restrictions on geographic data in China").
The inverse is ours: Newton steps on the exact forward function.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

KRASOVSKY_RADIUS = 6_378_245.0  # metres
KRASOVSKY_E2 = 0.00669342162296594323
#: The rectangle inside which the obfuscation applies: west, east, south, north.
CHINA = (72.004, 137.8347, 0.8293, 55.8271)
BD_SHIFT_LON, BD_SHIFT_LAT = 0.0065, 0.006
BD_TURN = np.pi * 3000.0 / 180.0
NEWTON_STEPS = 6
DERIVATIVE_STEP = 1e-6  # degrees


class Datum(StrEnum):
    """What the numbers of a source mean. Every source declares one."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Bring coordinates of a declared datum to the one we store."""
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    if datum is Datum.BD09:
        return bd09_to_wgs84(lon, lat)
    return _arrays(lon, lat)


def is_in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Inside the rectangle of the obfuscation, which is wider than the country."""
    x, y = _arrays(lon, lat)
    west, east, south, north = CHINA
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, _gcj02)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, _ungcj02)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, _bd09)


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, _unbd09)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, lambda x, y: _bd09(*_gcj02(x, y)))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return _in_china(lon, lat, lambda x, y: _ungcj02(*_unbd09(x, y)))


def _arrays(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _in_china(lon: ArrayLike, lat: ArrayLike, move: Callable[[Degrees, Degrees], Pair]) -> Pair:
    """Move what lies inside; elsewhere (NaN too) the given numbers come back untouched."""
    x, y = _arrays(lon, lat)
    inside = is_in_china(x, y)
    moved = move(np.where(inside, x, 105.0), np.where(inside, y, 35.0))
    return np.where(inside, moved[0], x), np.where(inside, moved[1], y)


def _gcj02(lon: Degrees, lat: Degrees) -> Pair:
    east, north = _offset(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    w2 = 1.0 - KRASOVSKY_E2 * np.sin(phi) ** 2
    per_lat = np.radians(KRASOVSKY_RADIUS * (1.0 - KRASOVSKY_E2) / w2**1.5)
    per_lon = np.radians(KRASOVSKY_RADIUS * np.cos(phi) / np.sqrt(w2))
    return lon + east / per_lon, lat + north / per_lat


def _offset(x: Degrees, y: Degrees) -> Pair:
    """Metres east and north by which a point at (105+x, 35+y) degrees is moved."""
    root = np.sqrt(np.abs(x))
    ripple = _wave(x, 6.0, 20.0) + _wave(x, 2.0, 20.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + _slow_waves(x, 150.0, 300.0)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + _slow_waves(y, 160.0, 320.0)) * 2.0 / 3.0
    return east, north


def _slow_waves(t: Degrees, twelfth: float, thirtieth: float) -> Degrees:
    near = _wave(t, 1.0, 20.0) + _wave(t, 1.0 / 3.0, 40.0)
    return near + _wave(t, 1.0 / 12.0, twelfth) + _wave(t, 1.0 / 30.0, thirtieth)


def _wave(t: Degrees, frequency: float, height: float) -> Degrees:
    return height * np.sin(t * (frequency * np.pi))


def _ungcj02(lon: Degrees, lat: Degrees) -> Pair:
    """Newton: solve gcj02(p) = q by the numerical 2x2 Jacobian at each guess."""
    x, y = 2.0 * lon - _gcj02(lon, lat)[0], 2.0 * lat - _gcj02(lon, lat)[1]
    for _ in range(NEWTON_STEPS):
        x, y = _newton_step(x, y, lon, lat)
    return x, y


def _newton_step(x: Degrees, y: Degrees, lon: Degrees, lat: Degrees) -> Pair:
    h = DERIVATIVE_STEP
    fx, fy = _gcj02(x, y)
    ex, ey = _gcj02(x + h, y)
    nx, ny = _gcj02(x, y + h)
    a, b, c, d = (ex - fx) / h, (nx - fx) / h, (ey - fy) / h, (ny - fy) / h
    miss_x, miss_y, det = lon - fx, lat - fy, a * d - b * c
    return x + (d * miss_x - b * miss_y) / det, y + (a * miss_y - c * miss_x) / det


def _bd09(lon: Degrees, lat: Degrees) -> Pair:
    z = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BD_TURN)
    theta = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BD_TURN)
    return z * np.cos(theta) + BD_SHIFT_LON, z * np.sin(theta) + BD_SHIFT_LAT


def _unbd09(lon: Degrees, lat: Degrees) -> Pair:
    """BD-09 moves its own argument by ~1e-5 degrees: fixed-point steps converge at once."""
    goal_x, goal_y = lon - BD_SHIFT_LON, lat - BD_SHIFT_LAT
    x, y = goal_x, goal_y
    for _ in range(NEWTON_STEPS):
        z = np.hypot(goal_x, goal_y) - 2e-5 * np.sin(y * BD_TURN)
        theta = np.arctan2(goal_y, goal_x) - 3e-6 * np.cos(x * BD_TURN)
        x, y = z * np.cos(theta), z * np.sin(theta)
    return x, y
