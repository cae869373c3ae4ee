"""Roles as data: who a person is in a unit, and what that lets them do in its subtree.

Verbs: `read` sees records (personal fields masked); `unmask` may open masked fields, with a reason, logged;
`write` enters and edits; `decide` takes the moves that need authority; `export`; `figures` sees figures;
`report` drafts and edits the yearly report; `approve` signs it; `configure` administers; `audit` reads the trail.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post. `ledgers` limits writing to those ledgers (empty: all); `second_step`: a password is not enough."""

    code: str
    name: str
    verbs: frozenset[str]
    says: str
    ledgers: frozenset[str] = frozenset()
    second_step: bool = False


def _role(
    code: str, name: str, verbs: str, says: str, ledgers: str = "", *, second_step: bool = False
) -> Role:
    return Role(code, name, frozenset(verbs.split()), says, frozenset(ledgers.split()), second_step)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "leader",
            "党政主要负责人",
            "read figures decide approve export report",
            "查看本单位全部记录和指标，审批、签发",
            second_step=True,
        ),
        _role(
            "legal",
            "法治工作办公室",
            "read unmask write decide export figures report",
            "管理本单位各类台账，核对指标，起草年度报告",
            second_step=True,
        ),
        _role("clerk", "科室经办人", "read unmask write export figures", "录入和办理本科室的记录"),
        _role(
            "mediator",
            "人民调解员",
            "read unmask write figures",
            "登记、调解纠纷，记录普法活动",
            "disputes outreach",
        ),
        _role(
            "officer",
            "行政执法人员",
            "read unmask write figures",
            "凭有效执法证件办理行政检查和行政处罚",
            "penalties cases inspections outreach",
        ),
        _role(
            "community",
            "社区工作者",
            "read unmask write figures",
            "登记本社区的纠纷、普法活动和学法情况",
            "disputes outreach study petitions",
        ),
        _role(
            "district",
            "区级依法治区办",
            "read figures export",
            "查看全区各单位的指标和报送，个人信息始终遮蔽",
        ),
        _role(
            "admin",
            "系统管理员",
            "configure figures",
            "管理单位、人员、岗位和日历，不看业务记录",
            second_step=True,
        ),
        _role(
            "auditor",
            "审计人员",
            "read figures audit",
            "查看全部记录和审计日志，不作任何改动，查看本身留痕",
            second_step=True,
        ),
    )
}


def role(code: str) -> Role:
    """The role of a code; KeyError when the data names a role that does not exist."""
    return ROLES[code]
