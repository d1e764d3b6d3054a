"""Refusals: what the house says when it will not do something, in words for people.

Rooms raise a `Refusal` subclass with a trade name; `base.http` turns it into a problem document
(RFC 9457). Nothing here knows HTTP beyond the status number.
"""

from collections.abc import Mapping
from typing import ClassVar

from command.base.words import Words


class Refusal(Exception):
    """A refusal in words.

    `zh` and `en` are the title in both languages of the screens, `detail` says what was wrong
    this time (`Words`, or English alone for the makers of clients), `field` names the input that
    caused it, `extra` travels in the document as is.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "请求被拒绝"
    en: ClassVar[str] = "The request was refused"

    def __init__(
        self, detail: str = "", *, field: str | None = None, extra: Mapping[str, object] = {}
    ) -> None:
        super().__init__(detail or self.en)
        self.detail = detail
        self.field = field
        self.extra = dict(extra)

    @property
    def title(self) -> Words:
        return Words(self.zh, self.en)


class InvalidInput(Refusal):
    status = 422
    code = "invalid-input"
    zh = "输入有误"
    en = "The input is not valid"


class Malformed(Refusal):
    status = 400
    code = "malformed"
    zh = "请求格式有误"
    en = "The request is malformed"


class NotSignedIn(Refusal):
    status = 401
    code = "not-signed-in"
    zh = "请先登录"
    en = "Sign in first"


class NotPermitted(Refusal):
    status = 403
    code = "not-permitted"
    zh = "您的岗位不能办理此项"
    en = "Your role may not do this"


class NotFound(Refusal):
    status = 404
    code = "not-found"
    zh = "没有找到"
    en = "Not found"


class Conflict(Refusal):
    status = 409
    code = "conflict"
    zh = "与现有记录冲突"
    en = "In conflict with what is recorded"


class KeyReused(Conflict):
    code = "key-reused"
    zh = "同一提交编号已用于不同内容"
    en = "This idempotency key was used for another body"


class TooLarge(Refusal):
    status = 413
    code = "too-large"
    zh = "内容过大"
    en = "The content is too large"


class WrongMediaType(Refusal):
    status = 415
    code = "wrong-media-type"
    zh = "内容类型不支持"
    en = "This content type is not supported"


class TooManyTries(Refusal):
    status = 429
    code = "too-many-tries"
    zh = "尝试过于频繁,请稍后再试"
    en = "Too many tries; wait a little"


class DatabaseBusy(Refusal):
    status = 503
    code = "database-busy"
    zh = "系统繁忙,内容未丢失,请稍后重试"
    en = "The database is busy; try again in a moment"


class MethodNotAllowed(Refusal):
    status = 405
    code = "method-not-allowed"
    zh = "此地址不支持这种操作"
    en = "This address does not take that method"


class AddressTooLong(Refusal):
    status = 414
    code = "address-too-long"
    zh = "地址过长"
    en = "The address is too long"


class WrongHost(Refusal):
    status = 421
    code = "wrong-host"
    zh = "请用本机地址访问"
    en = "This server answers to its own names only"


class InternalError(Refusal):
    status = 500
    code = "internal-error"
    zh = "系统内部错误,已记录,请稍后重试"
    en = "Something went wrong here; it has been recorded"
