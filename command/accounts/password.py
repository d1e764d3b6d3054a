"""Passwords: Argon2id (19 MiB, two passes, one lane) in threads of their own.

An unknown login costs the same work as a known one, so time tells nothing. Refuses to know
accounts.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from command.base.problem import DatabaseBusy, InvalidInput
from command.base.words import Words

SHORTEST = 10
LONGEST = 128
FEWEST_LETTERS = 5  # different ones
WAIT_SECONDS = 5.0
THREADS = 2  # 19 MiB each while they work
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
_RUNS = ("0123456789012345678909876543210987654321", "abcdefghijklmnopqrstuvwxyz")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
_COMMON = ("password", "passw0rd", "admin", "yushan", "letmein", "iloveyou", "welcome", "woaini")
Made = TypeVar("Made")


class WeakPassword(InvalidInput):
    code = "weak-password"
    zh = "密码过于简单"
    en = "The password is too weak"


def check(password: str, login: str) -> None:
    """Refuse what is guessed first. Raises WeakPassword, naming the field `password`."""
    why = _why_weak(_normal(password), login)
    if why:
        raise WeakPassword(why, field="password")


async def hashed(password: str) -> str:
    """The hash to keep. Raises DatabaseBusy when the threads stay occupied for 5 s."""
    return await _in_thread(lambda: _HASHER.hash(_normal(password)))


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password behind `kept`; None costs the same time and is never right."""
    return await _in_thread(lambda: _matches(_normal(password), kept))


def _matches(password: str, kept: str | None) -> bool:
    try:
        right = _HASHER.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _nobodys() -> str:
    """A hash nobody's password has, made once, of the same cost."""
    return _HASHER.hash("nobody has this password")


async def _in_thread(work: Callable[[], Made]) -> Made:
    """At most two at once; whoever has waited 5 s is told to come again."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
    except TimeoutError as full:
        raise DatabaseBusy() from full


def _normal(password: str) -> str:
    """One form for what different keyboards send for the same letters (RFC 8265, 4.2)."""
    return unicodedata.normalize("NFC", password)


def _why_weak(password: str, login: str) -> Words | None:
    if len(password) < SHORTEST:
        return Words(f"密码至少 {SHORTEST} 位", f"A password has at least {SHORTEST} letters")
    if len(password) > LONGEST:
        return Words(f"密码至多 {LONGEST} 位", f"A password has at most {LONGEST} letters")
    plain = password.lower()
    if len(set(plain)) < FEWEST_LETTERS:
        return Words(
            f"密码至少包含 {FEWEST_LETTERS} 种不同字符",
            f"A password has at least {FEWEST_LETTERS} different letters",
        )
    if login and login in plain and len(plain) - len(login) < SHORTEST // 2:
        return Words("密码不能由登录名构成", "A password is not made of the login")
    if len(_unguessable(plain)) < FEWEST_LETTERS:
        return Words(
            "密码不能是常见词、键盘顺序或连续数字",
            "No common words, rows of keys or running numbers",
        )
    return None


def _unguessable(plain: str) -> str:
    """What is left after common words and runs of four and more are taken out."""
    for word in _COMMON:
        plain = plain.replace(word, "")
    for row in (*_RUNS, *_KEYBOARD):
        for line in (row, row[::-1]):
            plain = _without_runs(plain, line)
    return plain


def _without_runs(text: str, line: str, length: int = 4) -> str:
    """`abcd1234x` without the stretches that stand in `line` in the same order."""
    kept = ""
    place = 0
    while place < len(text):
        run = 0
        while place + run < len(text) and text[place : place + run + 1] in line:
            run += 1
        if run < length:
            kept += text[place]
            place += 1
        else:
            place += run
    return kept
