"""Public titles: what is suggested, and every spelling of a personal pattern that is refused."""

import pytest

from command.base.words import Words
from command.casework.taxonomy import types
from command.casework.title import (
    TITLE_LETTERS,
    PersonalPattern,
    check_public,
    personal_pattern,
    suggest_title,
)


def wide(text: str) -> str:
    """ASCII as the full-width forms of a Chinese keyboard."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in text)


PHONES = [
    wide("13812345678"),
    "联系13812345678",
    "138-1234-5678",
    "138 1234 5678",
    wide("138 1234 5678"),
    "+86 138 1234 5678",
    "138.1234.5678",
    "138——1234——5678",
    "一三八一二三四五六七八",
    "幺三八一二三四五六七八",
    "138一2345六七八",
    "①③⑧①②③④⑤⑥⑦⑧",
    "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    "1\u200b3\u200b8\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8",
    "1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
    "١٣٨١٢٣٤٥٦٧٨",
    "电话0793-2551234",
    "(0793)2551234",
    "010-62345678",
    "9913812345678",
    "138*1234*5678",
    "138=1234=5678",
    "138#12345678",
    "138。1234。5678",
    "138“1234”5678",
    "138‧1234‧5678",
    "138\u31641234\u31645678",
    "壹叁捌壹贰叁肆伍陆柒捌",
    "联系2551234",
    "电话:255-1234",
    "请打二五五一二三四",
    "打62345678找人",
]
IDS = [
    "362323199001011234",
    "36232319900101123X",
    "362323 19900101 123x",
    "362323-1990-0101-1234",
    wide("362323199001011234"),
    "三六二三二三一九九〇〇一〇一一二三四",
    "362323900101123",
]
PLATES = [
    "赣" + wide("E12345"),
    "赣E12345",
    "赣E·12345",
    "赣E 12345",
    "赣e·d12345",
    "浙A-88B88",
    "赣E1234学",
    "赣ED12345",
]
HOUSES = ["冰溪路12号", "3号楼二单元", "5栋", "2单元", "门口302室", "万柳小区8号", "一组14号"]
MAILS = ["联系zhang.san@example.com", wide("zs@example.cn"), "zs @ example.com", "12345@qq"]
CHATS = [
    "加微信zhangsan88",
    "微信号:zs_2026",
    "薇信 ZhangSan88",
    "VX:zhangsan",
    "wx12345678",
    "QQ 12345678",
    "QQ群:一二三四五六七",
    "扣扣号是123456",
    wide("QQ:1234567"),
    "q\u200bq1234567",
]
FINE = [
    "被冒充微信好友骗走30000元",
    "微信转账2000000元未到账",
    "微信30000元被骗",
    "微信群约200人讨论",
    "QQ群内约5000人",
    "拖欠2500000元",
    "2026-1-24 通报",
    "20261124起停工",
    "面积2345678平方米",
    "@各村:今晚有雨",
    "冰溪街道约60人聚集反映欠薪",
    "人数 20→60",
    "人数 130→1500→2000",
    "2026-11-24 08:05-09:30",
    "涉及62人187.4万元",
    "涉及金额1874000元",
    "2026年11月24日8时05分,G320国道",
    "2026-11-24 08:05 人数由20增至60",
    "11月24日至11月30日",
    "县政务服务中心南门3号门",
    "办理时限11月26日24时已过,超期3天",
    "320国道下镇镇路段",
    "转移38户112人,已转移71人",
    "第七一水库下泄流量1200立方米",
    "三清山一二三期项目",
    "<script>alert(1)</script>",
    "𠮷祥村😀",
]


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_refused(text: str) -> None:
    assert personal_pattern(text) == "电话号码"


@pytest.mark.parametrize("text", IDS)
def test_an_id_number_is_refused(text: str) -> None:
    assert personal_pattern(text) == "身份证号"


@pytest.mark.parametrize("text", PLATES)
def test_a_number_plate_is_refused(text: str) -> None:
    assert personal_pattern(text) == "车牌号"


@pytest.mark.parametrize("text", HOUSES)
def test_a_house_number_is_refused(text: str) -> None:
    assert personal_pattern(text) == "门牌号"


@pytest.mark.parametrize("text", MAILS)
def test_a_mail_address_is_refused(text: str) -> None:
    assert personal_pattern(text) == "电子邮箱"


@pytest.mark.parametrize("text", CHATS)
def test_a_chat_account_is_refused(text: str) -> None:
    assert personal_pattern(text) in ("聊天账号", "电话号码")


def test_the_refusal_says_what_it_found_in_both_languages() -> None:
    with pytest.raises(PersonalPattern) as refused:
        check_public("加微信zhangsan88", "title")
    assert isinstance(refused.value.detail, Words)
    assert refused.value.detail == "公开文字中不能有聊天账号"
    assert refused.value.detail.en == "A public text must not hold a chat account"


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_are_fine(text: str) -> None:
    assert personal_pattern(text) is None
    assert check_public(f"  {text} ", "title") == text


@pytest.mark.parametrize("text", ["\u200b\u200b", "\u3164\u3164", "\u2800 \u2800", "\ufe0f\u0301"])
def test_what_nobody_can_see_is_no_text(text: str) -> None:
    assert check_public(text, "title") == ""


def test_the_refusal_names_the_field_and_never_repeats_the_text() -> None:
    with pytest.raises(PersonalPattern) as refused:
        check_public("联系13812345678", "spot")
    assert refused.value.field == "spot"
    assert "138" not in refused.value.detail


def test_a_title_is_made_of_type_place_and_headcount() -> None:
    wages = types()["wage_arrears"]
    assert suggest_title(wages, "冰溪街道", 60) == "冰溪街道约60人反映欠薪"
    assert suggest_title(wages, "冰溪街道", 1) == "冰溪街道欠薪"


def test_a_title_of_a_hidden_type_does_not_count_people() -> None:
    assert suggest_title(types()["family_violence"], "冰溪街道", 6) == "冰溪街道家庭求助"


@pytest.mark.parametrize("code", list(types()))
def test_every_suggested_title_is_fit_for_the_public(code: str) -> None:
    title = suggest_title(types()[code], "某某" * 40, 1_000_000)
    assert 2 <= len(title) <= TITLE_LETTERS
    assert personal_pattern(title) is None
