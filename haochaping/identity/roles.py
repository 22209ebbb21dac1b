"""The roles of the field: who they are in Chinese, what they are for, what they may do."""

from dataclasses import dataclass

from haochaping.identity.permissions import Permission as May


@dataclass(frozen=True, slots=True)
class Role:
    """A role.

    ``regional``: its scope is the region of the holder's organisation, otherwise the organisation
    and all below it. ``supervising``: only a service-management office (政务服务管理机构, article
    4) can give it, because its holder decides about other offices.
    """

    code: str
    name: str
    description: str
    permissions: frozenset[May]
    regional: bool = False
    supervising: bool = False

    @property
    def listed(self) -> list[May]:
        """The permissions in the order of their table, for reading."""
        return [permission for permission in May if permission in self.permissions]


_WATCH = frozenset({May.WORKORDERS_VIEW, May.STATISTICS_VIEW})
_SUPERVISE = _WATCH | {May.WORKORDERS_DISPATCH, May.WORKORDERS_VERIFY, May.WORKORDERS_CLOSE}
_HANDLE = frozenset({May.WORKORDERS_VIEW, May.WORKORDERS_RECTIFY, May.WORKORDERS_FEED_BACK})
_RUN = frozenset({May.OPERATIONS_VIEW, May.USERS_UNLOCK})
_ADMINISTER = frozenset({May.DIRECTORY_EDIT, May.USERS_EDIT, May.USERS_UNLOCK})

_TABLE = (
    Role(
        "clerk",
        "窗口人员",
        "邀请评价，查看本人的汇总结果。",
        frozenset({May.OWN_RESULTS_VIEW}),
    ),
    Role("handler", "承办人", "办理本单位的差评整改，并向评价人反馈。", _HANDLE),
    Role(
        "unit_leader",
        "单位负责人",
        "掌握本单位的评价和整改情况。",
        _HANDLE | {May.STATISTICS_VIEW},
    ),
    Role(
        "dispatcher",
        "分办员",
        "在政务服务管理机构分办、核实和办结差评。",
        _SUPERVISE,
        regional=True,
        supervising=True,
    ),
    Role(
        "supervisor",
        "政务服务管理机构负责人",
        "统筹本级“好差评”工作，督促整改。",
        _SUPERVISE,
        regional=True,
        supervising=True,
    ),
    Role("city_office", "市政府办公室", "掌握全市情况，发布通报和排名。", _WATCH, regional=True),
    Role(
        "discipline",
        "纪检监察",
        "受理涉嫌违纪违法的线索。",
        frozenset({May.STATISTICS_VIEW}),
        regional=True,
    ),
    Role(
        "auditor",
        "审计员",
        "只读查看工单、统计和操作日志。",
        _WATCH | {May.AUDIT_VIEW},
        regional=True,
    ),
    Role("operator", "系统运维", "维护系统运行，不接触业务内容。", _RUN, regional=True),
    Role(
        "directory_admin", "目录管理员", "维护机构目录和工作人员账号。", _ADMINISTER, regional=True
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _TABLE}
