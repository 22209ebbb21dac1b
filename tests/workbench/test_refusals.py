"""A refusal inside a page of the workbench becomes a page; elsewhere it goes on."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from haochaping.core.errors import Refusal
from haochaping.workbench.refusals import RefusalPages


def page_for(error: Exception, path: str = "/workbench/orders/GD1") -> HttpResponse | None:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    with translation.override("en"):
        return RefusalPages(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize("code", ["unknown-workorder", "step-not-allowed", "out-of-scope"])
def test_it_has_the_refusals_status_and_words(code: str) -> None:
    refusal = Refusal(code, detail="in this case <b>because</b>")
    page = page_for(refusal)
    assert page is not None and page.status_code == refusal.status
    html = page.content.decode()
    assert "in this case &lt;b&gt;because" in html
    assert ("ask the office that manages your account" in html) == (refusal.status == 403)


def test_it_says_when_to_come_back() -> None:
    page = page_for(Refusal("unavailable", retry_after=2))
    assert page is not None and page["Retry-After"] == "2"


def test_other_failures_and_other_parts_go_on() -> None:
    assert page_for(ValueError("a mistake of ours")) is None
    assert page_for(Refusal("not-found"), "/r/ticket") is None
