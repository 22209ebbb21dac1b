"""What raters read, in plain words: 您, short sentences, no office's jargon, no level."""

from django.conf import settings

_SIGN = "【{title}】"
_CODE = "您的验证码是{code}，5分钟内有效。请勿告诉他人，窗口工作人员也不会向您索要。"
_ANSWER = "您反映的“{item}”有了处理结果：{answer} 您满意吗？请再评一次：{link}"
_NOT_ME = (
    "我们收到了一条对“{item}”的评价，办理日期{day}。"
    "如果不是您本人评的，请点这里告诉我们：{link} 是您本人评的则不用理会。"
)


def code(*, code: str) -> str:
    """The one-time code that a ticket from an office's hands needs."""
    return _signed(_CODE.format(code=code))


def answer(*, item: str, answer: str, ticket: str) -> str:
    """The answer to a negative rating (article 10), with the link to rate again."""
    return _signed(_ANSWER.format(item=item, answer=answer, link=_link("r", ticket)))


def not_me(*, item: str, day: str, ticket: str) -> str:
    """That a rating was received; the level is nobody's business on a lent telephone."""
    return _signed(_NOT_ME.format(item=item, day=day, link=_link("n", ticket)))


def _signed(text: str) -> str:
    return _SIGN.format(title=settings.NODE.title) + text


def _link(path: str, ticket: str) -> str:
    return f"{settings.NODE.base_url}/{path}/{ticket}"
