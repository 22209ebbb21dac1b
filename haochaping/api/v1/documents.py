"""Pieces of the OpenAPI document that are derived from the tables which really decide."""

from typing import Any

from haochaping.api.v1.schemas import Problem
from haochaping.cases.rules import APPLICANT_FIELDS, SERVICE_FIELDS, Field

# Fields of a service that are numbers; all others are text.
_NUMBERS = {"serviceNumber", "proStatus", "proChannel", "userProp"}


def problems(*statuses: int) -> dict[int, Any]:
    """Ninja's ``response`` for the statuses with which an operation refuses."""
    return dict.fromkeys(statuses, Problem)


def signed() -> list[dict[str, Any]]:
    """The four headers of a signed request."""
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in ("X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature")
    ]


def body(schema: dict[str, Any]) -> dict[str, Any]:
    """``openapi_extra`` for a JSON body."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def batch(name: str, item: dict[str, Any]) -> dict[str, Any]:
    """The schema of a batch of 1 to 1,000 items."""
    items = {"type": "array", "minItems": 1, "maxItems": 1000, "items": item}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name],
        "properties": {name: items},
    }


def service_schema() -> dict[str, Any]:
    """One service, from the table of fields."""
    table: tuple[Field, ...] = SERVICE_FIELDS + APPLICANT_FIELDS
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in table if field.required],
        "properties": {
            field.name: {"type": "integer" if field.name in _NUMBERS else "string"}
            for field in table
        },
    }


def rating_schema() -> dict[str, Any]:
    """One rating."""
    level = {"type": "integer", "minimum": 1, "maximum": 5}
    text = {"type": "string"}
    aspects = ("commitment", "attitude", "materials", "efficiency", "visits", "mechanism")
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["satisfaction"],
        "properties": {
            "ticket": text,
            "satisfaction": level,
            "evalDetail": {"type": "array", "items": text},
            "aspects": {
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys((*aspects, "integrity"), level),
            },
            "writingEvaluation": {"type": "string", "maxLength": 500},
            "pf": {"type": "integer", "minimum": 1, "maximum": 7},
            "publish": {"type": "boolean"},
            "code": text,
            "projectNo": text,
            "serviceNumber": {"type": "integer", "minimum": 1},
            "rater": {"type": "object", "additionalProperties": text},
            "clientId": text,
            "assessTime": text,
        },
    }
