"""Fonts of set-up draw every Chinese character, on a machine that has none of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import fonts as tool
from tools.fonts_merge import merge
from yifa.foundation.errors import YifaError
from yifa.papers import fonts

ROOT = Path(__file__).resolve().parents[2]


def of_codec(codec: str) -> str:
    """Every Chinese character of a two-byte character set."""
    pairs = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF) if low != 0x7F)
    texts = (pair.decode(codec, "ignore") for pair in pairs)
    return "".join(text for text in texts if len(text) == 1 and "\u3400" <= text <= "\u9fff")


NAMES = "镕喆堃翀玥珺昇犇垚芃祎赟旻甪㛃䶮㑇㙍㥄㧑䁖䓖䗛䝙䢼䲟"
MARKS = "，。、；：？！“”‘’（）《》〈〉〔〕【】—…·％×℃①②③⑩★〇￥"


@pytest.mark.parametrize("role", list(fonts.ROLES))
def test_every_role_draws_every_character(role: str) -> None:
    own = fonts.load(fonts.folder(), system=False)
    extension = "".join(map(chr, range(0x3400, 0x4DB6)))
    letters = "".join(map(chr, range(0x21, 0x7F)))
    assert len(of_codec("gb2312")) == 6763
    assert (
        own.uncovered(of_codec("gb2312") + of_codec("gbk") + extension + NAMES + MARKS + letters, role) == ""
    )


def test_what_no_font_has_is_named() -> None:
    assert fonts.load(fonts.folder(), system=False).uncovered("好🏮好\U0002f800") == "🏮\U0002f800"


def test_a_folder_without_fonts_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(YifaError, match="make setup"):
        fonts.load(tmp_path, system=False)


def test_the_folder_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.folder() == ROOT / ".fonts"
    monkeypatch.setenv("YIFA_FONTS", str(tmp_path))
    assert fonts.folder() == tmp_path
    monkeypatch.setenv("YIFA_FONTS", str(tmp_path / "none"))
    assert fonts.folder() == tmp_path / "none"


def test_faces_of_the_machine_go_first_and_keep_their_own_weight() -> None:
    chain = fonts._chain(fonts.ROLES["fang"], {"FangSong_GB2312", fonts.SONG, fonts.HEI})
    assert chain == ("FangSong_GB2312", fonts.SONG, fonts.HEI)
    own = fonts.load(fonts.folder(), system=False)
    assert (own.weight("fang"), own.weight("title"), own.weight("kai")) == (300, 600, 400)
    other = fonts.FontSet(own.loaded, {"fang": chain})
    assert other.weight("fang") == 400


# The tool


def slices(pattern: str, count: int) -> list[Path]:
    found = sorted((ROOT / "node_modules").glob(pattern))
    assert found, "set-up has not fetched the font packages"
    return found[:count]


@pytest.mark.parametrize("name", list(tool.JOINED))
def test_joined_slices_have_the_characters_and_outlines_of_all(name: str, tmp_path: Path) -> None:
    family, pattern = tool.JOINED[name]
    parts = slices(pattern, 3)
    merge(parts, family).save(tmp_path / name)
    font = TTFont(tmp_path / name)
    characters: set[int] = set().union(*(TTFont(part).getBestCmap() for part in parts))
    assert set(font.getBestCmap()) == characters
    assert font["name"].getDebugName(1) == family
    last = TTFont(parts[-1])
    code = max(last.getBestCmap())
    assert widths(font, code) == widths(last, code)
    assert outline(font, code) == outline(last, code)
    assert ("gvar" in font) == ("gvar" in last)


def widths(font: TTFont, code: int) -> int:
    return int(font["hmtx"][font.getBestCmap()[code]][0])


def outline(font: TTFont, code: int) -> list[tuple[int, int]]:
    return list(font["glyf"][font.getBestCmap()[code]].getCoordinates(font["glyf"])[0])


def test_the_tool_says_which_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(tool.Failed, match="noto-serif-sc"):
        tool.collect(tmp_path / "out", tmp_path)
    monkeypatch.setattr(tool, "JOINED", {})
    monkeypatch.setattr(tool, "WHOLE", {"A.ttf": ("no_such_package", "a.ttf")})
    assert tool.main([str(tmp_path / "out")]) == 1
    assert "no_such_package" in capsys.readouterr().err


def test_the_tool_writes_whole_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "JOINED", {})
    assert tool.main([str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "NotoSansSC.ttf").stat().st_size > 10_000_000
