"""Every form a decoder complains in has its Chinese."""

import re

import httpx2
import msgspec
import pytest

from command.base.complaint import complaint
from tests.base.test_http import BAD, a_report, client, post

__all__ = ["client"]  # a fixture

SAID = {
    "Expected `int`, got `str`": "应为整数,收到的是文字",
    "Expected `str | null`, got `float`": "应为文字或空值,收到的是数字",
    "Expected `int` <= 5": "应不超过5",
    "Expected `float` > 0.0": "应大于0.0",
    "Expected `str` of length >= 2": "长度应不少于2个字",
    "Expected `array` of length <= 8": "长度应不超过8项",
    "Expected `array` of length 2": "长度应等于2项",
    "Expected `str` matching regex '^a'": "格式不对",
    r"Expected `str` matching regex '\\S[\\s\\S]{0,}\\S'": "请写明内容,空格不算",
    "Expected `datetime` with a timezone component": "时刻应带时区",
    "Expected `int` that's a multiple of 5": "应为5的倍数",
    "Object missing required field `words`": "缺少words",
    "Object contains unknown field `admin`": "不认识admin",
    "Invalid enum value 'party'": "没有'party'这一选项",
    "Invalid RFC3339 encoded datetime": "应为日期时间",
    "Something new": "内容不符合要求(Something new)",
}


@pytest.mark.parametrize("english", SAID)
def test_a_complaint_is_known_in_both_languages(english: str) -> None:
    told = complaint(english)
    assert (told, told.en) == (SAID[english], english)


def test_the_forms_are_those_of_the_decoder() -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(b'{"a": 1}', type=dict[str, str])
    english = str(refused.value).partition(" - at ")[0]
    assert complaint(english) == "应为文字,收到的是整数"


CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_body_is_told_in_the_language_of_the_screen(
    client: httpx2.AsyncClient, name: str
) -> None:
    raw, _, _ = BAD[name]
    chinese = (await post(client, raw)).json()
    english = (await post(client, raw, accept_language="en")).json()
    assert CHINESE.search(chinese["detail"]), chinese
    assert not CHINESE.search(english["detail"]), english
    assert "内容不符合要求" not in chinese["detail"], "a form that has no Chinese yet"


async def test_a_bad_key_and_a_wrong_type_are_told_in_chinese(client: httpx2.AsyncClient) -> None:
    for headers in ({"content_type": "text/plain"}, {"idempotency_key": "?"}):
        told_of = (await post(client, a_report(), **headers)).json()
        assert CHINESE.search(told_of["detail"]), told_of
