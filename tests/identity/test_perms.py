"""Asking for a permission at a view's door."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from haochaping.core.errors import Refusal
from haochaping.identity.models import User
from haochaping.identity.permissions import Permission
from haochaping.identity.perms import permission_required, signed_in
from tests.fixtures.office import Offices


@permission_required(Permission.WORKORDERS_RECTIFY)
def page(request: HttpRequest, no: str = "") -> HttpResponse:
    """A page for those who rectify."""
    return HttpResponse(f"order {no}")


def request_of(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_who_has_the_permission_comes_in(offices: Offices) -> None:
    assert page(request_of(offices.handler), no="GD1").content == b"order GD1"


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "auditor", "operator"])
def test_who_has_not_is_refused(offices: Offices, role: str) -> None:
    with pytest.raises(Refusal) as refusal:
        page(request_of(offices.own[role]))
    assert (refusal.value.code, refusal.value.status) == ("not-permitted", 403)


def test_nobody_is_refused() -> None:
    with pytest.raises(Refusal):
        page(request_of(AnonymousUser()))
    with pytest.raises(Refusal):
        signed_in(request_of(AnonymousUser()))


def test_a_view_keeps_its_name_and_says_what_it_needs() -> None:
    assert page.__name__ == "page" and page.__doc__ == "A page for those who rectify."
    assert getattr(page, "required_permission") is Permission.WORKORDERS_RECTIFY  # noqa: B009
