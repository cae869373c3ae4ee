// The text of a passage in the page: words, and figures as chips that are taken or left as a whole.

export const MARKS = [
  (n) => `${chinese(n)}、`,
  (n) => `（${chinese(n)}）`,
  (n) => `${n}.`,
  (n) => `（${n}）`,
];

export function chinese(n) {
  const digits = "零一二三四五六七八九";
  const tens = Math.floor(n / 10);
  const ones = n % 10;
  if (!tens) return digits[ones];
  return (tens === 1 ? "" : digits[tens]) + "十" + (ones ? digits[ones] : "");
}

export function chip(run) {
  const node = document.createElement("span");
  node.className = "rp-chip";
  node.contentEditable = "false";
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.dataset.figure = run.figure;
  node.dataset.form = run.form || "text";
  node.textContent = run.text;
  node.setAttribute("aria-label", `指标 ${run.text}，按回车查看`);
  return node;
}

export function fill(field, runs) {
  field.replaceChildren();
  for (const run of runs) {
    field.append(run.figure ? chip(run) : document.createTextNode(run.text));
  }
}

// What a field holds, as the server keeps it. Markup that strayed in counts as its words only.
export function runsOf(field) {
  const runs = [];
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) push(runs, child.nodeValue);
      else if (child.nodeType !== Node.ELEMENT_NODE) continue;
      else if (child.dataset.figure)
        runs.push({ figure: child.dataset.figure, form: child.dataset.form, text: child.textContent });
      else if (child.tagName === "BR") continue;
      else walk(child);
    }
  };
  walk(field);
  return runs;
}

function push(runs, text) {
  const plain = text.replace(/\u200b/g, "");
  if (!plain) return;
  const last = runs[runs.length - 1];
  if (last && !last.figure) last.text += plain;
  else runs.push({ text: plain });
}

export function same(a, b) {
  const key = (runs) => JSON.stringify(runs.map((run) => [run.figure || "", run.figure ? run.form || "text" : run.text]));
  return key(a) === key(b);
}

export function plain(runs) {
  return runs.map((run) => run.text).join("");
}

export function caretToEnd(field) {
  field.focus();
  const range = document.createRange();
  range.selectNodeContents(field);
  range.collapse(false);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// The range of the caret if it stands in this field.
export function caretIn(field) {
  const selection = window.getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  return field.contains(range.commonAncestorContainer) ? range : null;
}

// Cut everything after the caret out of a field and return it as runs.
export function cutAfter(field, caret) {
  const range = document.createRange();
  range.setStart(caret.endContainer, caret.endOffset);
  range.setEnd(field, field.childNodes.length);
  const held = document.createElement("div");
  held.append(range.extractContents());
  return runsOf(held);
}

export function putChip(field, run, caret) {
  const node = chip(run);
  const range = caret || document.createRange();
  if (!caret) {
    range.selectNodeContents(field);
    range.collapse(false);
  }
  range.deleteContents();
  range.insertNode(node);
  const after = document.createTextNode("\u200b");
  node.after(after);
  field.focus();
  const selection = window.getSelection();
  range.setStart(after, 1);
  range.collapse(true);
  selection.removeAllRanges();
  selection.addRange(range);
  return node;
}

// The chip right before (or, with `ahead`, right after) the caret: it is deleted as a whole.
export function chipBeside(field, caret, ahead) {
  if (!caret || !caret.collapsed) return null;
  let node = caret.startContainer;
  let next;
  if (node.nodeType === Node.TEXT_NODE) {
    const between = ahead ? node.nodeValue.slice(caret.startOffset) : node.nodeValue.slice(0, caret.startOffset);
    if (between.replace(/\u200b/g, "")) return null;
    next = ahead ? node.nextSibling : node.previousSibling;
  } else {
    next = node.childNodes[ahead ? caret.startOffset : caret.startOffset - 1];
  }
  while (next && next.nodeType === Node.TEXT_NODE && !next.nodeValue.replace(/\u200b/g, "")) {
    next = ahead ? next.nextSibling : next.previousSibling;
  }
  return next && next.dataset && next.dataset.figure && field.contains(next) ? next : null;
}

// Words from a clipboard as paragraphs: no markup, no empty lines, no leading list marks.
export function paragraphsOf(text) {
  return text
    .replace(/\r/g, "")
    .split(/\n+/)
    .map((line) => line.replace(/[\t\u00a0\u3000 ]+/g, " ").trim())
    .filter(Boolean);
}

// The range of characters start..end of a field's text; a chip counts as its words and is taken whole.
export function rangeOf(field, start, end) {
  const range = document.createRange();
  let at = 0;
  let begun = false;
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const places = node.nodeValue.split("").flatMap((letter, n) => (letter === "\u200b" ? [] : [n])); // where letters are shown
    const held = places.length;
    if (!begun && start < at + held) {
      setAt(range, "Start", node, places[start - at]);
      begun = true;
    }
    if (begun && end <= at + held) {
      setAt(range, "End", node, places[end - at - 1] + 1);
      return range;
    }
    at += held;
  }
  return null;
}

function setAt(range, edge, node, offset) {
  const chipped = node.parentElement.closest("[data-figure]");
  if (!chipped) range[`set${edge}`](node, offset);
  else range[`set${edge}${edge === "Start" ? "Before" : "After"}`](chipped);
}
