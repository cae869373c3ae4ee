"""Roles as data: who a person is in a unit, and what that lets them do in its subtree.

Verbs: `read` sees records (personal fields masked); `guarded` also those that only a few may know of; `files` opens
attachments, which show people as they are; `unmask` may open masked fields, with a reason, logged; `erase` decides at
the end of a record's keeping; `write` enters and edits; `decide` takes the moves that need authority; `export`; `figures` sees figures;
`report` drafts and edits the yearly report; `approve` signs it; `configure` administers; `audit` reads the trail.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post. `ledgers` limits writing to those ledgers (empty: all).

    `asked`: sees only records lent for an opinion. `logged`: every page opened leaves a row in the audit trail.
    `second_step`: a password is not enough.
    """

    code: str
    name: str
    verbs: frozenset[str]
    says: str
    ledgers: frozenset[str] = frozenset()
    second_step: bool = False
    asked: bool = False
    logged: bool = False


def _role(code: str, name: str, verbs: str, says: str, ledgers: str = "", **more: bool) -> Role:
    return Role(code, name, frozenset(verbs.split()), says, frozenset(ledgers.split()), **more)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "leader",
            "党政主要负责人",
            "read guarded files figures decide approve export report erase",
            "查看本单位全部记录（含限定知悉的）和指标，审批、签发，决定到期记录的去留",
            second_step=True,
        ),
        _role(
            "legal",
            "法治工作办公室",
            "read guarded files unmask write decide export figures report erase",
            "管理本单位各类台账，核对指标，起草年度报告，鉴定到期记录",
            second_step=True,
        ),
        _role("clerk", "科室经办人", "read files unmask write export figures", "录入和办理本科室的记录"),
        _role(
            "mediator",
            "人民调解员",
            "read files unmask write figures",
            "登记、调解纠纷，记录普法活动",
            "disputes outreach",
        ),
        _role(
            "officer",
            "行政执法人员",
            "read files unmask write figures",
            "凭有效执法证件办理行政检查和行政处罚",
            "penalties cases inspections outreach",
        ),
        _role(
            "community",
            "社区工作者",
            "read files unmask write figures",
            "登记本社区的纠纷、普法活动和学法情况",
            "disputes outreach study petitions",
        ),
        _role(
            "district",
            "区级依法治区办",
            "read figures export",
            "查看全区各单位的指标和报送，个人信息始终遮蔽，不看附件和限定知悉的记录",
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
            "read guarded files figures audit",
            "查看全部记录和审计日志，不作任何改动，查看本身留痕",
            second_step=True,
            logged=True,
        ),
        _role(
            "adviser",
            "外聘法律顾问",
            "advise",
            "只看交办咨询的记录和报告，期满自动收回，出具意见",
            asked=True,
        ),
    )
}


def role(code: str) -> Role:
    """The role of a code; KeyError when the data names a role that does not exist."""
    return ROLES[code]
