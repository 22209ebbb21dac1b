"""What a role may do, in one grammar: ``area:verb``. The sentence is how an office says it."""

from enum import StrEnum
from typing import Self


class Permission(StrEnum):
    """One permission; its label is the rule in plain words."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """A member that carries its sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    WORKORDERS_VIEW = "workorders:view", "查看职责范围内的差评工单"
    WORKORDERS_DISPATCH = "workorders:dispatch", "将差评工单分办给责任单位"
    WORKORDERS_VERIFY = "workorders:verify", "核实差评是否属实"
    WORKORDERS_RECTIFY = "workorders:rectify", "填报本单位的整改情况"
    WORKORDERS_FEED_BACK = "workorders:feed-back", "通过平台向评价人反馈处理结果"
    WORKORDERS_CLOSE = "workorders:close", "办结差评工单"
    STATISTICS_VIEW = "statistics:view", "查看职责范围内的评价统计"
    OWN_RESULTS_VIEW = "own-results:view", "延时、汇总查看本人的评价结果"
    DIRECTORY_EDIT = "directory:edit", "维护机构、大厅、窗口、人员和事项目录"
    USERS_EDIT = "users:edit", "维护工作人员账号和角色"
    USERS_UNLOCK = "users:unlock", "为多次输错密码的工作人员解除账号锁定"
    AUDIT_VIEW = "audit:view", "查看操作日志"
    OPERATIONS_VIEW = "operations:view", "查看系统运行状态"
