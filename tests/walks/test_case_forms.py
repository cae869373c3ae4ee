"""The forms of a penalty case as a person meets them: choices that follow from others, and what was typed is kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.walks.cast import Cast
from tests.walks.test_cases import BENCHMARK, HEARD, THREE, granted, served, told
from tests.walks.walk import day, go
from yifa.foundation import clock
from yifa.ledgers.cases.models import Case, PowerItem
from yifa.records.models import Record
from yifa.records.rows import from_text, written

pytestmark = pytest.mark.django_db


def as_(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.at(who))
    return client


def item(cast: Cast, benchmark: list[dict[str, str]], **given: Any) -> PowerItem:
    """Another power of the same office."""
    mine: PowerItem = PowerItem.objects.get(pk=cast.power.pk)
    mine.pk, mine.code, mine.benchmark = None, "示例-002", benchmark
    for name, value in given.items():
        setattr(mine, name, value)
    mine.save()
    return mine


def ready(cast: Cast, benchmark: list[dict[str, str]]) -> Record:
    cast.power.benchmark = benchmark
    cast.power.save()
    return go(cast, told(cast), [HEARD])


def tier_field(page: str) -> str:
    found = re.search(r'<div class="offered" id="offered_tier">.*?</div>', page, re.S)
    assert found is not None
    return found.group()


def test_the_tier_is_chosen_from_the_benchmark_with_its_range_beside_it(cast: Cast) -> None:
    tiers = [BENCHMARK[0] | {"适用条件": "首次违法"}, BENCHMARK[1]]
    record = ready(cast, tiers)
    page = as_(cast, "leader").get(f"/records/{record.pk}/moves/decide/").content.decode()
    field = tier_field(page)
    assert '<option value="较轻">较轻（500元至1000元）：首次违法</option>' in field
    assert '<option value="较重">较重（1000元至50000元）</option>' in field


def test_without_a_benchmark_it_is_typed_and_the_field_says_so(cast: Cast) -> None:
    record = ready(cast, [])
    field = tier_field(as_(cast, "leader").get(f"/records/{record.pk}/moves/decide/").content.decode())
    assert 'type="text"' in field
    assert "没有登记裁量基准" in field


def test_a_fine_outside_its_tier_is_refused_beside_the_fine(cast: Cast) -> None:
    record = ready(cast, BENCHMARK)
    with clock.frozen(day("03-23")):
        answer = as_(cast, "leader").post(
            f"/records/{record.pk}/moves/decide/",
            {
                "on": "2026-03-23",
                "sanction": "fine",
                "fine": "1500",
                "tier": "较轻",
                "discretion": "首次",
                "revision": record.revision,
            },
        )
    page = answer.content.decode()
    assert answer.status_code == 409
    wrong = re.search(r'<p class="error" id="id_fine_error">(.*?)</p>', page)
    assert wrong is not None
    assert "500元至1000元" in wrong.group(1)
    assert "国办发〔2022〕27号" in wrong.group(1)
    assert 'value="1500"' in page
    assert '<option value="较轻" selected>' in tier_field(page)


def test_another_power_offers_other_tiers_without_a_script(cast: Cast) -> None:
    """The tier of the old item is refused beside the field, which by then offers those of the new one."""
    record = ready(cast, BENCHMARK)
    other = item(cast, [{"情节": "特别严重", "幅度": "2万元至5万元"}])
    client = as_(cast, "legal")
    page = client.get(f"/records/{record.pk}/edit/")
    form = page.context["form"]
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    given = {name: getattr(value, "pk", value) for name, value in given.items()}
    answer = client.post(f"/records/{record.pk}/edit/", {**given, "power": other.pk, "tier": "较轻"})
    assert answer.status_code == 422
    page_after = answer.content.decode()
    assert "不在所选事项之下" in page_after
    assert "特别严重（2万元至5万元）" in tier_field(page_after)
    assert "较轻（" not in tier_field(page_after)


def test_the_script_asks_for_the_tiers_of_what_was_just_chosen(cast: Cast) -> None:
    ready(cast, BENCHMARK)
    client = as_(cast, "officer")
    form = client.get("/ledgers/cases/new/").content.decode()
    assert 'hx-get="/ledgers/cases/offers/tier/"' in form
    assert "请先选择“权力事项”" in tier_field(form)
    assert "较重（1000元至50000元）" in tier_field(
        client.get("/ledgers/cases/offers/tier/", {"power": cast.power.pk}).content.decode()
    )
    assert "请先选择" in client.get("/ledgers/cases/offers/tier/", {"power": "x"}).content.decode()
    assert client.get("/ledgers/cases/offers/fine/", {"power": "1"}).status_code == 404


def test_a_tier_that_left_the_benchmark_stays_on_its_case(cast: Cast) -> None:
    record = ready(cast, BENCHMARK)
    type(record).objects.filter(pk=record.pk).update(tier="原先一档")
    field = tier_field(as_(cast, "legal").get(f"/records/{record.pk}/edit/").content.decode())
    assert '<option value="原先一档" selected>原先一档（原先填写，不在基准内）</option>' in field


def test_the_condition_of_a_tier_is_its_third_part(cast: Cast) -> None:
    client = as_(cast, "legal")
    page = client.get(f"/directories/powers/{cast.power.pk}/")
    form = page.context["form"]
    given = {
        name: getattr(v, "pk", v) for name in form.fields if (v := form[name].value()) not in (None, False)
    }
    lines = "较轻：50元至200元：首次违法\n较重：200元至500元"
    assert (
        client.post(f"/directories/powers/{cast.power.pk}/", {**given, "benchmark": lines}).status_code == 302
    )
    cast.power.refresh_from_db()
    assert cast.power.benchmark[0] == {"情节": "较轻", "幅度": "50元至200元", "适用条件": "首次违法"}
    assert lines in client.get(f"/directories/powers/{cast.power.pk}/").content.decode()
    assert cast.power.valid_from == date(2020, 1, 1)


GRANT = {"on": "2026-03-26", "instalments": "分期批准〔2026〕1号", "reason": "确有经济困难"}


def rows(name: str, *given: dict[str, str]) -> dict[str, str]:
    """Rows of a small table as a form sends them."""
    return {f"{name}-{n}-{code}": text for n, row in enumerate(given) for code, text in row.items()}


def grant(cast: Cast, record: Record, *given: dict[str, str]) -> Any:
    with clock.frozen(day("03-26")):
        return as_(cast, "leader").post(
            f"/records/{record.pk}/moves/allow_time/",
            {**GRANT, "revision": record.revision, **rows("schedule", *given)},
        )


def test_a_schedule_is_a_table_with_spare_rows(cast: Cast) -> None:
    record = served(cast)
    page = as_(cast, "leader").get(f"/records/{record.pk}/moves/allow_time/").content.decode()
    assert page.count('name="schedule-') == 6
    assert 'aria-label="第2行 金额（元）"' in page
    answer = grant(
        cast, record, {"day": "2026年4月20日", "amount": "500"}, {"day": "2026-05-20", "amount": "1,000元"}
    )
    assert answer.status_code == 302
    record.refresh_from_db()
    assert record.schedule == [  # type: ignore[attr-defined]
        {"day": "2026-04-20", "amount": "500.00"},
        {"day": "2026-05-20", "amount": "1000.00"},
    ]
    shown = as_(cast, "leader").get(f"/records/{record.pk}/").content.decode()
    assert "2026年4月20日；500元<br>2026年5月20日；1000元" in shown
    assert "缴纳罚款（第2期）" in shown


def test_a_wrong_row_is_named_and_what_was_typed_stays(cast: Cast) -> None:
    record = served(cast)
    answer = grant(cast, record, {"day": "2026-04-20", "amount": "五百"}, {"day": "", "amount": "1000"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第1行：“金额（元）”请填写大于零的金额" in page
    assert "第2行：请填写“缴纳期限”" in page
    assert 'value="五百"' in page


def test_a_wrong_sum_is_refused_beside_the_table(cast: Cast) -> None:
    record = served(cast)
    answer = grant(
        cast, record, {"day": "2026-04-20", "amount": "500"}, {"day": "2026-05-20", "amount": "900"}
    )
    assert answer.status_code == 409
    wrong = re.search(r'<p class="error" id="id_schedule_error">(.*?)</p>', answer.content.decode())
    assert wrong is not None
    assert "合计1400元" in wrong.group(1)
    record.refresh_from_db()
    assert record.schedule == []  # type: ignore[attr-defined]


def test_the_history_shows_a_corrected_table_in_words(cast: Cast) -> None:
    record = granted(cast, THREE)
    page = as_(cast, "legal").get(f"/records/{record.pk}/").content.decode()
    assert "2026年4月20日；500元\n2026年5月20日；500元" in page


def test_a_sheet_holds_a_table_in_one_cell_and_reads_it_back() -> None:
    cells = Case._meta.get_field("payments").cells  # type: ignore[union-attr]
    kept = [
        {"day": "2026-04-18", "amount": "500.00", "receipt": "示例-1"},
        {"day": "2026-05-10", "amount": "200.50", "receipt": ""},
    ]
    text = written(cells, kept)
    assert text == "2026年4月18日；500元；示例-1\n2026年5月10日；200.50元；—"
    assert from_text(cells, text) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-04-18；500；a；b", "每行依次写：缴纳日期；金额（元）；票据号"),
        ("2026-02-30；500", "请写成 2026-03-05"),
        ("2026-04-18；-5", "大于零"),
        ("2026-04-18；0.001", "最多两位小数"),
        ("2026-04-18；NaN", "大于零"),
        ("；500", "请填写“缴纳日期”"),
        ("2026-04-18；1\n" * 61, "最多60行"),
    ],
)
def test_a_cell_that_is_no_table(text: str, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        from_text(Case._meta.get_field("payments").cells, text)  # type: ignore[union-attr]
    assert says in "；".join(caught.value.messages)
