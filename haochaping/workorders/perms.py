"""Who may do what with a work order.

See: the units that handle it, with those above them in the tree of organisations; the
service-management offices in whose region the rated unit lies; who audits or reports there.

Dispatch, verify, close: the service-management office in whose region the rated unit lies, never
the unit itself.

Rectify, answer the rater: the unit that handles the order, which is the rated one until the
dispatch names another.

A department's own system acts for the organisations that it was given: as the unit, and as the
service-management office where one of them is that.
"""

from haochaping.core.errors import Refusal
from haochaping.directory.reference import OrgRef, snapshot
from haochaping.directory.rules import region_prefix
from haochaping.identity.models import SystemApp, User
from haochaping.identity.permissions import Permission
from haochaping.identity.scope import Scope, scope_of
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.states import TABLE

Doer = User | SystemApp

_STEPS = {row.step: row.permission for row in TABLE}
_OF_THE_UNIT = frozenset(
    {
        Permission.WORKORDERS_VIEW,
        Permission.WORKORDERS_RECTIFY,
        Permission.WORKORDERS_FEED_BACK,
    }
)
_EVERYWHERE = Scope(areas=frozenset({""}))


def scope(doer: Doer, permission: str) -> Scope:
    """Where ``permission`` reaches for a person or a system."""
    return scope_of(doer, permission) if isinstance(doer, User) else _scope_of_app(doer, permission)


def _scope_of_app(app: SystemApp, permission: str) -> Scope:
    if not app.organisations:
        return _EVERYWHERE
    directory = snapshot().organisations
    own = [directory[code] for code in app.organisations if code in directory]
    areas = frozenset(region_prefix(each.area) for each in own if each.is_supervisor)
    units = frozenset(each.code for each in own) if permission in _OF_THE_UNIT else frozenset()
    return Scope(areas=areas, organisations=units)


def inside(reach: Scope, order: WorkOrder) -> bool:
    """Whether an order lies within a scope: its handling unit, or the rated unit's region."""
    return reach.contains(org_code=order.handling_org, area_code=order.area_code)


def require(doer: Doer, permission: str, order: WorkOrder) -> None:
    """Refusal not-permitted without the permission, out-of-scope outside its reach."""
    reach = scope(doer, permission)
    if not reach:
        raise Refusal("not-permitted")
    if not inside(reach, order):
        raise Refusal("out-of-scope")


def require_step(doer: Doer, step: str, order: WorkOrder) -> None:
    """The same for the permission of a step; for a step that no table has, that of seeing."""
    require(doer, _STEPS.get(step, Permission.WORKORDERS_VIEW), order)


def reaches(doer: Doer, permission: str, unit: OrgRef) -> bool:
    """Whether a unit itself lies within the reach, so that an order may be handed to it."""
    return scope(doer, permission).contains(org_code=unit.code, area_code=unit.area)
