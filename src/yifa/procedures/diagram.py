"""A procedure drawn from its data: SVG for the product, Mermaid text for the documents."""

from __future__ import annotations

from html import escape

from yifa.procedures.values import Procedure

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 132, 40, 44, 34, 16


def mermaid(procedure: Procedure) -> str:
    """The procedure as a Mermaid flow chart."""
    boxes = [
        f"    {step.code}{'([' if step.ends else '['}{step.name}{'])' if step.ends else ']'}"
        for step in procedure.steps
    ]
    arrows = [
        f"    {source} {'-.->' if move.returns else '-->'}|{move.label}| {move.leads_to(source)}"
        for move in procedure.moves
        for source in move.sources
    ]
    return "\n".join(["flowchart TD", *boxes, *arrows]) + "\n"


def document(procedure: Procedure) -> str:
    """A page about a procedure: diagram, steps and moves with their articles."""
    lines = [f"# {procedure.name}", "", f"依据：{procedure.basis}　版本：{procedure.version}", ""]
    lines += [
        "```mermaid",
        mermaid(procedure).rstrip(),
        "```",
        "",
        "| 流转 | 从 | 到 | 依据 | 时限 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for move in procedure.moves:
        sources = "、".join(procedure.step_name(code) for code in move.sources)
        starts = [one if isinstance(one, str) else one.code for one in move.starts]
        clocks = "；".join(
            f"{word} {'、'.join(codes)}"
            for word, codes in (
                ("起", starts),
                ("止", move.stops),
                ("中止", move.suspends),
                ("恢复", move.resumes),
                ("延", move.extends),
            )
            if codes
        )
        target = procedure.step_name(move.target) if move.target else "（不变）"
        lines.append(f"| {move.label} | {sources} | {target} | {move.basis} | {clocks} |")
    return "\n".join(lines) + "\n"


def depths(procedure: Procedure) -> dict[str, int]:
    """How many moves each step lies from the opening one."""
    found = {procedure.opening: 0}
    todo = [procedure.opening]
    for code in todo:
        for move in procedure.moves_from(code):
            target = move.leads_to(code)
            if target not in found:
                found[target] = found[code] + 1
                todo.append(target)
    return found


def places(procedure: Procedure) -> dict[str, tuple[int, int]]:
    """Upper left corner of each step's box: one row a depth, in the order of the data."""
    rows: dict[int, list[str]] = {}
    for code, depth in depths(procedure).items():
        rows.setdefault(depth, []).append(code)
    return {
        code: (MARGIN + column * (WIDTH + GAP_X), MARGIN + depth * (HEIGHT + GAP_Y))
        for depth, codes in rows.items()
        for column, code in enumerate(codes)
    }


def svg(procedure: Procedure, *, here: str = "", passed: frozenset[str] = frozenset()) -> str:
    """The procedure as SVG; `here` and `passed` colour a case's way. Classes only: colours come from the style sheet."""
    spots = places(procedure)
    wide = max(x for x, _ in spots.values()) + WIDTH + MARGIN + 30
    tall = max(y for _, y in spots.values()) + HEIGHT + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="procedure" viewBox="0 0 {wide} {tall}" role="img"'
        f' aria-label="{escape(procedure.name)}流程图">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>',
        *_arrows(procedure, spots),
        *_boxes(procedure, spots, here, passed),
        "</svg>",
    ]
    return "".join(parts)


def _arrows(procedure: Procedure, spots: dict[str, tuple[int, int]]) -> list[str]:
    drawn: dict[tuple[str, str], list[str]] = {}
    for move in procedure.moves:
        for source in move.sources:
            if source != move.leads_to(source):
                drawn.setdefault((source, move.target), []).append(move.label)
    return [_arrow(spots[a], spots[b], "、".join(labels)) for (a, b), labels in drawn.items()]


def _arrow(start: tuple[int, int], end: tuple[int, int], label: str) -> str:
    (x1, y1), (x2, y2) = start, end
    if y2 > y1:
        line = f"M{x1 + WIDTH // 2} {y1 + HEIGHT} L{x2 + WIDTH // 2} {y2}"
    elif y2 == y1:
        side = (x1 + WIDTH, x2) if x2 > x1 else (x1, x2 + WIDTH)
        line = f"M{side[0]} {y1 + HEIGHT // 2} L{side[1]} {y2 + HEIGHT // 2}"
    else:
        bend = max(x1, x2) + WIDTH + 24
        line = f"M{x1 + WIDTH} {y1 + HEIGHT // 2} C{bend} {y1} {bend} {y2 + HEIGHT} {x2 + WIDTH} {y2 + HEIGHT // 2}"
    kind = "ahead" if y2 > y1 else "back"
    return (
        f'<path d="{line}" class="move {kind}" marker-end="url(#tip)"><title>{escape(label)}</title></path>'
    )


def _boxes(
    procedure: Procedure, spots: dict[str, tuple[int, int]], here: str, passed: frozenset[str]
) -> list[str]:
    boxes = []
    for step in procedure.steps:
        x, y = spots[step.code]
        state = (
            "now"
            if step.code == here
            else "done"
            if step.code in passed
            else "ends"
            if step.ends
            else "plain"
        )
        boxes.append(
            f'<g class="step {state}"><title>{escape(step.basis or procedure.basis)}</title>'
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
            f'<text x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}" text-anchor="middle">{escape(step.name)}</text></g>'
        )
    return boxes
