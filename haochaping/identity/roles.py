"""The roles of the field: who they are in Chinese, what they are for, what they may do."""

from dataclasses import dataclass

from haochaping.identity.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Role:
    """A role. ``regional``: its scope is the region of the holder's organisation, otherwise the
    organisation and all below it.
    """

    code: str
    name: str
    description: str
    permissions: frozenset[P]
    regional: bool = False


_WATCH = frozenset({P.WORKORDERS_VIEW, P.STATISTICS_VIEW})
_SUPERVISE = _WATCH | {P.WORKORDERS_DISPATCH, P.WORKORDERS_VERIFY, P.WORKORDERS_CLOSE}
_HANDLE = frozenset({P.WORKORDERS_VIEW, P.WORKORDERS_RECTIFY, P.WORKORDERS_FEED_BACK})

_TABLE = (
    Role("clerk", "窗口人员", "邀请评价，查看本人的汇总结果", frozenset({P.OWN_RESULTS_VIEW})),
    Role("handler", "承办人", "办理本单位的差评整改并反馈", _HANDLE),
    Role("unit_leader", "单位负责人", "掌握本单位的评价和整改情况", _HANDLE | {P.STATISTICS_VIEW}),
    Role(
        "dispatcher",
        "分办员",
        "政务服务管理机构中负责分办、核实和办结差评的人员",
        _SUPERVISE,
        regional=True,
    ),
    Role(
        "supervisor",
        "政务服务管理机构负责人",
        "统筹本级“好差评”工作，督促整改",
        _SUPERVISE,
        regional=True,
    ),
    Role("city_office", "市政府办公室", "掌握全市情况，发布通报和排名", _WATCH, regional=True),
    Role("discipline", "纪检监察", "受理涉嫌违纪违法线索", frozenset({P.STATISTICS_VIEW}), regional=True),
    Role("auditor", "审计员", "只读查看工单、统计和操作日志", _WATCH | {P.AUDIT_VIEW}, regional=True),
    Role(
        "operator", "系统运维", "维护系统运行，不接触业务内容",
        frozenset({P.OPERATIONS_VIEW}), regional=True,
    ),
    Role(
        "directory_admin", "目录管理员", "维护目录和账号",
        frozenset({P.DIRECTORY_EDIT, P.USERS_EDIT}), regional=True,
    ),
)  # fmt: skip

ROLES: dict[str, Role] = {role.code: role for role in _TABLE}
