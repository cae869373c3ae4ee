// The workbench: paragraph by paragraph, saved as one types, nothing lost when the line breaks.

import { Picker } from "./report_picker.js";
import { Review } from "./report_review.js";
import { Gone, Shelf, request } from "./report_sync.js";
import { Talk } from "./report_talk.js";
import { MARKS, caretIn, caretToEnd, chipBeside, cutAfter, fill, paragraphsOf, plain, putChip, runsOf, same } from "./report_text.js";

const PAUSE = 900; // milliseconds after the last key before saving
const PULSE = 12000; // between two looks at what the others do
const AGAIN = 4000; // before another try when the line is down

const start = JSON.parse(document.getElementById("report-start").textContent);
const sheet = document.querySelector("[data-sheet]");
const status = document.querySelector("[data-status]");
const shelf = new Shelf(start.report);
const picker = new Picker(document.getElementById("rp-picker"), start.figures);
const talk = new Talk(document.querySelector("[data-talk]"), start.comment, start.comments, tell);
const passages = new Map(); // id -> {id, revision, level, runs as the server has them, node, field, timer, busy}
const review = new Review({ address: start.review, days: start.days, passages, edited, changed: (one) => touched(one) });
let lastCaret = null;

function tell(words, bad) {
  status.textContent = words;
  status.classList.toggle("is-bad", Boolean(bad));
}

function address(id, verb) {
  return start.passage.replace("/0/verb/", `/${id}/${verb}/`);
}

// ---- passages in the page

function adopt(node, told) {
  const one = { id: told.id, node, field: node.querySelector("[data-field]"), timer: 0, busy: false };
  take(one, told);
  passages.set(one.id, one);
  return one;
}

function take(one, told) {
  one.revision = told.revision;
  one.level = told.level;
  one.runs = told.runs;
  one.node.dataset.level = told.level;
  one.node.dataset.part = told.part;
}

function made(told, after) {
  const known = passages.get(told.id);
  if (known) return known; // the look at the others brought it before the answer to our own question
  const node = document.getElementById("rp-passage").content.firstElementChild.cloneNode(true);
  node.id = `p${told.id}`;
  node.dataset.id = told.id;
  node.querySelector("[data-talked]").dataset.talked = told.id;
  const one = adopt(node, told);
  fill(one.field, told.runs);
  if (after) after.node.after(node);
  else sheet.append(node);
  renumber();
  return one;
}

function of(node) {
  const found = node && node.closest && node.closest("[data-id]");
  return found ? passages.get(Number(found.dataset.id)) : null;
}

function ordered() {
  return [...sheet.querySelectorAll("[data-id]")].map((node) => passages.get(Number(node.dataset.id)));
}

function renumber() {
  const counts = [0, 0, 0, 0];
  for (const one of ordered()) {
    const mark = one.node.querySelector("[data-mark]");
    mark.textContent = "";
    if (!one.level) continue;
    counts[one.level - 1] += 1;
    counts.fill(0, one.level);
    mark.textContent = MARKS[one.level - 1](counts[one.level - 1]);
  }
}

// ---- saving

// What this page holds and the server does not.
function edited() {
  const open = [...passages.values()].map((one) => [one, runsOf(one.field)]).filter(([one, runs]) => !same(runs, one.runs));
  return Object.fromEntries(open.map(([one, runs]) => [one.id, runs]));
}

function touched(one) {
  review.soon();
  const runs = runsOf(one.field);
  if (same(runs, one.runs)) {
    shelf.drop(one.id);
    return;
  }
  shelf.put(one.id, { runs, revision: one.revision, level: one.level });
  tell("正在编辑…");
  clearTimeout(one.timer);
  one.timer = setTimeout(() => save(one), PAUSE);
}

async function save(one, level = one.level) {
  const runs = runsOf(one.field);
  if (one.busy || one.clash || (same(runs, one.runs) && level === one.level)) return;
  one.busy = true;
  clearTimeout(one.timer);
  try {
    const answer = await request(address(one.id, "save"), { runs, level, revision: one.revision });
    settle(one, runs, answer);
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    tell("连接已断开，内容保存在本机，恢复后自动提交", true);
    one.timer = setTimeout(() => save(one, level), AGAIN);
  } finally {
    one.busy = false;
  }
}

function settle(one, sent, answer) {
  if (answer.ok) {
    const typing = document.activeElement === one.field;
    take(one, answer.told.passage);
    // Figures may read otherwise by now; a field that reads the same is left alone, and with it the caret.
    const stale = same(runsOf(one.field), sent) && plain(runsOf(one.field)) !== plain(one.runs);
    if (!typing && stale) fill(one.field, one.runs);
    if (same(runsOf(one.field), one.runs)) shelf.drop(one.id);
    else touched(one);
    renumber();
    tell(`已保存 ${answer.told.passage.at}`);
  } else if (answer.status === 409 && answer.told.passage) {
    clash(one, answer.told);
  } else {
    tell(`没有保存：${answer.told.message || "请刷新页面"}${answer.told.fix ? `，${answer.told.fix}` : ""}`, true);
  }
}

// Somebody else was faster: show both, let the person choose.
function clash(one, told) {
  one.clash = told.passage;
  const box = one.node.querySelector("[data-clash]");
  box.querySelector("[data-message]").textContent = told.message;
  box.querySelector("[data-theirs]").textContent = plain(told.passage.runs);
  box.hidden = false;
  box.querySelector("button").focus();
  tell(told.message, true);
}

function decide(one, mine) {
  const theirs = one.clash;
  one.clash = null;
  one.node.querySelector("[data-clash]").hidden = true;
  take(one, theirs);
  if (mine) save(one);
  else {
    fill(one.field, theirs.runs);
    shelf.drop(one.id);
    tell("已采用对方的写法");
  }
  one.field.focus();
}

// ---- verbs

async function verb(one, name, given) {
  try {
    const answer = await request(address(one.id, name), given || {});
    if (answer.ok) return answer.told.passage;
    tell(`${answer.told.message || "没有完成"}${answer.told.fix ? `，${answer.told.fix}` : ""}`, true);
  } catch {
    tell("连接已断开，请稍后再试", true);
  }
  return null;
}

async function add(after, runs, level = 0) {
  const told = await verb(after, "insert", { runs, level });
  return told ? made(told, after) : null;
}

async function split(one) {
  const caret = caretIn(one.field);
  if (!caret || one.level === 1) return;
  const rest = cutAfter(one.field, caret);
  const next = await add(one, rest);
  if (!next) {
    for (const run of rest) one.field.append(run.figure ? putChip(one.field, run) : document.createTextNode(run.text));
    return;
  }
  save(one);
  next.field.focus();
}

async function drop(one) {
  if (one.level === 1) {
    tell("部分标题不能删除", true);
    return;
  }
  const rows = ordered();
  const before = rows[rows.indexOf(one) - 1];
  if (!(await verb(one, "remove"))) return;
  forget(one);
  tell("已删除，可在“历史”中恢复");
  if (before) caretToEnd(before.field);
}

function forget(one) {
  shelf.drop(one.id);
  passages.delete(one.id);
  one.node.remove();
  renumber();
  review.soon();
}

async function shift(one, by) {
  const rows = ordered();
  const at = rows.indexOf(one);
  const target = by < 0 ? rows[at - 2] : rows[at + 1];
  if (!target || one.level === 1) return;
  const told = await verb(one, "move", { after: target.id });
  if (!told) return;
  target.node.after(one.node);
  take(one, told);
  renumber();
  one.field.focus();
}

async function pick(one, node) {
  const caret = node ? null : lastCaret && one.field.contains(lastCaret.commonAncestorContainer) ? lastCaret : null;
  const chosen = node ? { figure: node.dataset.figure, form: node.dataset.form } : null;
  let found;
  try {
    found = await picker.ask(chosen);
  } catch {
    tell("指标没有取到，请检查连接后再试", true);
    return;
  }
  if (!found) {
    (node || one.field).focus();
    return;
  }
  if (node && found.remove) node.remove();
  else if (node) {
    node.dataset.form = found.form;
    node.textContent = found.text;
  } else putChip(one.field, found, caret);
  one.field.focus();
  touched(one);
}

// ---- events

sheet.addEventListener("input", (event) => {
  const one = of(event.target);
  if (one) touched(one);
});

sheet.addEventListener("focusout", (event) => {
  const one = of(event.target);
  if (one && one.field === event.target) save(one);
});

sheet.addEventListener("paste", async (event) => {
  const one = of(event.target);
  if (!one) return;
  event.preventDefault();
  const [first, ...rest] = paragraphsOf((event.clipboardData || window.clipboardData).getData("text/plain"));
  if (first) document.execCommand("insertText", false, first);
  let last = one;
  for (const words of rest) {
    const next = await add(last, [{ text: words }]);
    if (!next) break;
    last = next;
  }
  touched(one);
});

sheet.addEventListener("drop", (event) => event.preventDefault());

sheet.addEventListener("keydown", (event) => {
  const one = of(event.target);
  if (!one) return;
  if (event.target.dataset.figure && ["Enter", " "].includes(event.key)) {
    event.preventDefault();
    pick(one, event.target);
  } else if (event.target.dataset.figure && ["Delete", "Backspace"].includes(event.key)) {
    event.preventDefault();
    event.target.remove();
    one.field.focus();
    touched(one);
  } else if (event.target !== one.field) {
    return;
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    split(one);
  } else if (event.key === "Backspace" && !plain(runsOf(one.field))) {
    event.preventDefault();
    drop(one);
  } else if (["Backspace", "Delete"].includes(event.key) && chipBeside(one.field, caretIn(one.field), event.key === "Delete")) {
    event.preventDefault();
    chipBeside(one.field, caretIn(one.field), event.key === "Delete").remove();
    touched(one);
  } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    shift(one, event.key === "ArrowUp" ? -1 : 1);
  } else if (event.altKey && event.key.toLowerCase() === "i") {
    event.preventDefault();
    lastCaret = (caretIn(one.field) || lastCaret)?.cloneRange() || null;
    pick(one);
  } else if (event.altKey && event.key.toLowerCase() === "n") {
    event.preventDefault();
    review.next();
  }
});

sheet.addEventListener("click", (event) => {
  const one = of(event.target);
  if (!one) return;
  if (event.target.dataset.figure) {
    pick(one, event.target);
    return;
  }
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const act = button.dataset.do;
  if (act === "figure") pick(one);
  else if (act === "after") add(one, []).then((next) => next && next.field.focus());
  else if (act === "up" || act === "down") shift(one, act === "up" ? -1 : 1);
  else if (act === "remove") drop(one);
  else if (act === "talk") talk.on(one.id, chosenText(one));
  else if (act === "mine" || act === "theirs") decide(one, act === "mine");
});

sheet.addEventListener("change", (event) => {
  const one = of(event.target);
  if (one && event.target.matches("[data-level-of]")) save(one, Number(event.target.value));
});

// The tools of a passage show while one is in it. They come and go only when no button is held down: what
// somebody presses must not move away under the pointer.
let pressed = false;
let at = null;

function settleTools() {
  if (pressed) return;
  for (const one of passages.values()) one.node.classList.toggle("is-at", one === at);
}

document.addEventListener("focusin", (event) => {
  const one = of(event.target);
  if (one) at = one;
  settleTools();
});
document.addEventListener("pointerdown", () => {
  pressed = true;
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () =>
    setTimeout(() => {
      pressed = false;
      settleTools();
    }),
  );
}

document.addEventListener("selectionchange", () => {
  const selection = window.getSelection();
  if (selection.rangeCount && sheet.contains(selection.anchorNode)) lastCaret = selection.getRangeAt(0).cloneRange();
});

function chosenText(one) {
  const held = lastCaret && one.field.contains(lastCaret.commonAncestorContainer) ? lastCaret.toString() : "";
  return held.trim();
}

// ---- the others

async function pulse() {
  const known = Object.fromEntries([...passages.values()].map((one) => [one.id, one.revision]));
  const at = of(document.activeElement);
  try {
    const answer = await request(start.state, { known, passage: at ? at.id : null });
    if (answer.ok) news(answer.told);
    else if (answer.status === 401) tell(`${answer.told.message}，${answer.told.fix}`, true);
    await late();
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    tell("连接已断开，内容保存在本机，恢复后自动提交", true);
  }
}

function news(told) {
  const names = told.others.map((seen) => seen.name);
  document.querySelector("[data-others]").textContent = names.length ? `${names.join("、")}也在编辑` : "";
  for (const node of sheet.querySelectorAll("[data-id]")) {
    const here = told.others.filter((seen) => seen.passage === Number(node.dataset.id)).map((seen) => seen.name);
    node.querySelector("[data-here]").textContent = here.length ? `${here.join("、")}在此` : "";
  }
  for (const fresh of told.changed) arrive(fresh, told.order);
  for (const id of told.gone) if (passages.has(id)) forget(passages.get(id));
  if (told.step !== "drafting") tell("报告已送出，不能再修改", true);
}

function arrive(fresh, order) {
  const one = passages.get(fresh.id);
  if (!one) {
    made(fresh, passages.get(order[order.indexOf(fresh.id) - 1]));
    return;
  }
  if (one.busy || one.clash || fresh.revision <= one.revision) return; // our own, saved after the look was asked for
  if (!same(runsOf(one.field), one.runs)) return; // being edited here: the save will tell the two apart
  take(one, fresh);
  fill(one.field, fresh.runs);
  const before = passages.get(order[order.indexOf(fresh.id) - 1]);
  if (before && one.node.previousElementSibling !== before.node) before.node.after(one.node);
  renumber();
  review.soon();
  tell(`${fresh.by}更新了一段`);
}

// What an earlier visit could not hand over.
async function late() {
  for (const [id, held] of shelf.all()) {
    const one = passages.get(id);
    if (!one) shelf.drop(id);
    else if (!one.busy && !one.clash && !one.timer && same(runsOf(one.field), one.runs) && !same(held.runs, one.runs)) {
      fill(one.field, held.runs);
      one.revision = held.revision;
      tell("找回了本机保存的内容，正在提交");
      await save(one);
    }
  }
}

for (const told of start.passages) {
  const node = document.getElementById(`p${told.id}`);
  if (node) adopt(node, told);
}
renumber();
late();
pulse();
review.soon(0);
setInterval(pulse, PULSE);
window.addEventListener("online", () => {
  for (const one of passages.values()) save(one);
});
window.addEventListener("beforeunload", (event) => {
  if ([...passages.values()].some((one) => !same(runsOf(one.field), one.runs))) event.preventDefault();
});
document.documentElement.dataset.reportReady = "yes";
