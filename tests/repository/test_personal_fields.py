"""Columns that are about a person wherever they stand: nobody can classify them away."""

import pytest
from django.apps import apps
from django.db.models import Model

_OURS = [model for model in apps.get_models() if model.__module__.startswith("haochaping.")]
_ALWAYS_PERSONAL = frozenset(
    {
        "mobile", "phone", "cert_no", "user_name", "agent_name", "agent_cert_no", "agent_mobile",
        "mobile_lookup", "certificate_lookup", "agent_mobile_lookup", "agent_certificate_lookup",
        "envelope", "password", "secret", "address",
    }
)  # fmt: skip


@pytest.mark.parametrize("model", _OURS, ids=lambda model: model._meta.label)
def test_a_column_of_such_a_name_is_personal(model: type[Model]) -> None:
    others: tuple[str, ...] = getattr(model, "non_personal_fields", ())
    assert _ALWAYS_PERSONAL & set(others) == set()
