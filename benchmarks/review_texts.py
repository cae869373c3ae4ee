"""Reports made from a seed, so that measurements need no file of anyone's."""

from __future__ import annotations

import random

PLACES = ["清溪", "柳岸", "松岭", "东湾", "南坪", "西桥", "北苑", "云台", "新塘", "石门"]
SENTENCES = (
    "全年召开法治专题会{a}次，组织理论学习中心组学法{b}次，参训人员{c}人次。",
    "开展普法活动{b}场，悬挂横幅{a}条，发放宣传资料{d}余份，受教育群众{d}余人次。",
    "受理矛盾纠纷{c}件，调解成功{a}件，涉及金额{b}万元，有效维护了辖区和谐稳定。",
    "开展行政检查{c}次，发现问题隐患{b}处，督促整改{a}处，简易处罚{a}起，其中警告{a}起。",
    "依照《中华人民共和国行政处罚法》第五十一条和《信访工作条例》办理群众反映的事项{a}件。",
    "坚持“谁执法谁普法”，围绕12月4日国家宪法日、“八五”普法等节点，以群众喜闻乐见的形式宣传法律法规。",
    "街道主要负责人亲自部署、亲自过问、亲自协调、亲自督办，把法治建设与中心工作同部署、同推进、同落实。",
    "进一步健全工作机制，压实工作责任，加强业务培训，提高干部运用法治思维和法治方式解决问题的能力。",
)
HEADINGS = (
    "一、推进法治政府建设的主要举措和成效",
    "二、党政主要负责人履行推进法治建设第一责任人职责情况",
    "三、存在的不足和原因",
    "四、下一年度工作安排",
)


def report(seed: int, characters: int = 5000) -> str:
    """A report of about that many characters."""
    dice = random.Random(seed)
    place = dice.choice(PLACES)
    parts = [f"{place}街道办事处关于2025年度法治政府建设情况的报告", "示例区人民政府："]
    for heading in HEADINGS:
        parts.append(heading)
        while sum(map(len, parts)) < characters * (HEADINGS.index(heading) + 1) / len(HEADINGS):
            parts.append("".join(_sentence(dice) for _ in range(dice.randrange(2, 6))))
    return "\n".join([*parts, f"{place}街道办事处", "2026年2月10日", ""])


def _sentence(dice: random.Random) -> str:
    values = {
        letter: dice.randrange(2, top) for letter, top in zip("abcd", (40, 90, 900, 20000), strict=True)
    }
    return dice.choice(SENTENCES).format(**values)
