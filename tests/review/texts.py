"""A whole report in order, in invented words, from which tests spoil one thing at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa import law
from yifa.review import Document, Finding, Settings, check, read

TODAY = date(2026, 11, 1)

REPORT = """示例街道办事处关于2025年度法治政府建设情况的报告
示街办发〔2026〕3号
示例区人民政府：
2025年，示例街道认真落实上级部署，围绕中心工作推进依法行政。现将有关情况报告如下：
一、2025年推进法治政府建设的主要举措和成效
（一）坚持学法用法，打牢思想根基
全年召开法治专题会4次，组织理论学习中心组学法12次，开展执法业务培训6期，参训人员240人次。邀请法律顾问围绕行政处罚、政府信息公开等内容授课，干部依法办事的意识有了提高。
（二）做实普法宣传，浓厚法治氛围
围绕国家宪法日等时间节点开展普法活动46场，悬挂横幅38条，发放宣传资料5200余份，受教育群众6800余人次。各社区结合居民关心的物业、养老、消费等话题，用身边的案例讲清楚法律上的道理。
（三）化解矛盾纠纷，守住平安底线
全年受理矛盾纠纷120件，调解成功114件，调解成功率95%，涉及金额86万元。街道与派出所、司法所建立会商机制，对排查出的苗头性问题逐件登记、逐件跟踪，做到事事有回音。
二、党政主要负责人履行推进法治建设第一责任人职责情况
街道主要负责人亲自部署、亲自过问、亲自协调、亲自督办法治建设重要事项，定期听取工作汇报，带头述法，推动各项任务落到实处，并把有关情况列入年终述职。
三、存在的不足和原因
一是执法人员专业背景偏少，原因是编制紧张、引进渠道有限。二是普法形式不够新颖，主要是因为投入不足、与辖区单位联动不够。
四、2026年工作安排
继续加强学法用法，充实执法力量，丰富普法形式，规范执法流程，不断提高依法行政的水平。进一步健全社区调解网络，方便居民就近解决纠纷。
示例街道办事处
2026年2月10日
"""


def document(text: str, name: str = "报告.txt") -> Document:
    """A text as a document."""
    return read(text.encode(), name)


def found(text: str, **more: Any) -> list[Finding]:
    """Every finding in a text, hints and questions included, with the register of acts at hand."""
    settings = more.pop("settings", Settings(least="question", year=more.pop("year", None)))
    return check(document(text), acts=law.register(), today=TODAY, settings=settings, **more)


def of(code: str, text: str, **more: Any) -> list[Finding]:
    """The findings of one check."""
    return [one for one in found(text, **more) if one.check == code]
