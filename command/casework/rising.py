"""Why a rule raises a level, in words: made once, and told again in English from the Chinese.

The Chinese stands on the card as the reason and outlives the finding it came from. Pure.
"""

import re

from command.base.words import Words

_CROWD = re.compile(r"聚集人数达到([0-9]+)人台阶")
_HURT = re.compile(r"死亡([0-9]+)人、重伤([0-9]+)人")


def crowd(step: int) -> Words:
    return Words(f"聚集人数达到{step}人台阶", f"The number of people reached {step}")


def hurt(dead: int, serious: int) -> Words:
    return Words(f"死亡{dead}人、重伤{serious}人", f"{dead} dead, {serious} seriously injured")


DANGER = Words("出现危险因素,请立即处置", "There is a danger: act at once")


def again(why: str) -> Words | None:
    """What a rule said, from its Chinese; None for any other text: a person's words are theirs."""
    if why == DANGER:
        return DANGER
    if found := _CROWD.fullmatch(why):
        return crowd(int(found[1]))
    if found := _HURT.fullmatch(why):
        return hurt(int(found[1]), int(found[2]))
    return None
