// Review while one writes: findings under their paragraph, a suggestion or a figure taken with one click. Never in the way.

import { Gone, request } from "./report_sync.js";
import { plain, putChip, rangeOf, runsOf } from "./report_text.js";

const PAUSE = 1200; // milliseconds after the last change before asking
const AGAIN = 15000; // before asking again when the line is down
const NAMES = { high: "错误", medium: "应改", low: "建议", question: "请核" };

export class Review {
  // passages: id -> {id, node, field}; edited(): runs by id that the server does not have; changed(one): the text was changed here
  constructor({ address, days, passages, edited, changed }) {
    Object.assign(this, { address, days, passages, edited, changed });
    this.panel = document.querySelector("[data-review]");
    this.status = this.panel.querySelector("[data-review-status]");
    this.turn = 0;
    this.findings = [];
    this.panel.addEventListener("click", (event) => this.act(event));
  }

  soon(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask(more) {
    this.turn += 1;
    const turn = this.turn;
    try {
      const answer = await request(this.address, { edited: this.edited(), ...more });
      if (turn !== this.turn && answer.ok) return ""; // a later question is on its way
      if (answer.ok) this.show(answer.told);
      return answer.ok ? "" : Object.values(answer.told.errors || {})[0] || answer.told.message || "没有保存，请刷新页面";
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.say("连接已断开，恢复后继续核稿");
      this.soon(AGAIN);
      return "连接已断开，请稍后再试";
    }
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  show(told) {
    this.findings = told.findings;
    for (const one of this.passages.values()) {
      const rows = told.findings.filter((row) => row.passage === one.id);
      this.list(one.node.querySelector("[data-findings]"), rows, one);
    }
    this.list(this.panel.querySelector("[data-whole]"), told.findings.filter((row) => !row.passage));
    this.asides(told.aside);
    const count = told.findings.length;
    this.say(count ? `核稿：${count}处意见` : "核稿：没有发现问题");
    this.panel.querySelector("[data-next]").hidden = !count;
    this.mark();
  }

  // A list somebody stands in stays as it is until they leave it.
  list(node, rows, one) {
    const key = JSON.stringify(rows);
    if (node.dataset.key === key) return;
    if (node.contains(document.activeElement)) {
      node.addEventListener("focusout", () => this.soon(), { once: true });
      return;
    }
    node.dataset.key = key;
    node.hidden = !rows.length;
    node.replaceChildren(...rows.map((row) => this.finding(row, one)));
  }

  finding(row, one) {
    const node = made("li", "rp-finding");
    node.dataset.severity = row.severity;
    const head = made("p");
    head.append(made("span", `badge sev-${row.severity}`, NAMES[row.severity]), " ");
    if (row.text && !row.message.includes(row.text)) head.append(made("strong", "", `“${short(row.text)}”`), " ");
    head.append(row.message);
    node.append(head);
    const tools = made("div", "rp-finding-tools");
    if (row.suggestion) tools.append(button("accept", `改为“${short(row.suggestion)}”`, "btn-primary"));
    if (row.figure) tools.append(button("figure", `换成指标 ${row.figure.name}：${row.figure.text}`, "btn-primary"));
    tools.append(button("aside", "不必改", ""));
    if (row.basis) {
      const basis = made("details");
      basis.append(made("summary", "", "依据"), made("span", "", row.basis));
      tools.append(basis);
    }
    node.append(tools);
    node.addEventListener("click", (event) => this.decide(event, row, one, node));
    return node;
  }

  decide(event, row, one, node) {
    const act = event.target.closest("button[data-act]")?.dataset.act;
    if (act === "accept" || act === "figure") this.take(row, one);
    else if (act === "aside") this.why(row, node);
  }

  // Put the suggestion, or the figure, where the finding is; if the text moved on meanwhile, look again instead.
  take(row, one) {
    const range = this.place(row, one);
    if (!range) {
      this.say("这一处刚改过，正在重新核稿");
      this.soon(0);
      one.field.focus();
      return;
    }
    one.field.focus();
    if (row.figure) putChip(one.field, row.figure, range);
    else {
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      document.execCommand("insertText", false, row.suggestion); // so that Ctrl+Z takes it back
    }
    this.changed(one);
    this.soon(0);
  }

  place(row, one) {
    if (!one || plain(runsOf(one.field)).slice(row.start, row.end) !== row.text) return null;
    return rangeOf(one.field, row.start, row.end);
  }

  // Why it stands as it is, and until when.
  why(row, node) {
    if (node.querySelector("form")) return;
    const form = document.getElementById("rp-aside").content.firstElementChild.cloneNode(true);
    const [reason, until] = [form.elements.reason, form.elements.until];
    Object.assign(until, { value: this.days.until, min: this.days.today, max: this.days.latest });
    const shut = () => {
      form.remove();
      node.querySelector("[data-act=aside]").focus();
    };
    form.addEventListener("keydown", (event) => event.key === "Escape" && shut());
    form.querySelector("[data-cancel]").addEventListener("click", shut);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const list = node.parentElement;
      const refused = await this.ask({ verb: "aside", check: row.check, text: row.text, reason: reason.value, until: until.value });
      if (refused) form.querySelector("[data-refused]").textContent = refused;
      else {
        node.remove();
        list.hidden = !list.children.length;
        delete list.dataset.key;
        this.passages.get(row.passage)?.field.focus();
        this.soon(0);
      }
    });
    node.append(form);
    reason.focus();
  }

  asides(rows) {
    const box = this.panel.querySelector("[data-asides]");
    box.hidden = !rows.length;
    box.querySelector("[data-aside-count]").textContent = rows.length;
    box.querySelector("[data-set-aside]").replaceChildren(
      ...rows.map((row) => {
        const node = made("li", "", `${row.text ? `“${short(row.text)}”` : row.name}：${row.reason}（${row.by}，${row.over ? "已于" : "至"}${row.until}${row.over ? "到期" : ""}）`);
        const back = button("back", "撤销", "");
        back.dataset.aside = row.id;
        node.append(" ", back);
        return node;
      }),
    );
  }

  act(event) {
    const back = event.target.closest("[data-act=back]");
    if (back) this.ask({ verb: "back", aside: Number(back.dataset.aside) });
    else if (event.target.closest("[data-next]")) this.next();
  }

  // Go to the next list of findings after where one stands, round the text.
  next() {
    const lists = [...document.querySelectorAll("[data-findings]:not([hidden]), [data-whole]:not([hidden])")];
    if (!lists.length) return;
    const here = document.activeElement;
    const after = lists.find((list) => !list.contains(here) && here.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING);
    const list = (this.panel.contains(here) ? null : after) || lists[0];
    list.scrollIntoView({ block: "center" });
    list.querySelector("button").focus();
  }

  // Colour the places where the browser can without touching the text.
  mark() {
    if (!CSS.highlights) return;
    for (const severity of Object.keys(NAMES)) {
      const ranges = this.findings
        .filter((row) => row.severity === severity && row.end > row.start)
        .map((row) => this.place(row, this.passages.get(row.passage)))
        .filter(Boolean);
      CSS.highlights.set(`rp-${severity}`, new Highlight(...ranges));
    }
  }
}

function made(tag, name, words) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (words) node.textContent = words;
  return node;
}

function button(act, words, kind) {
  const node = made("button", `btn btn-sm ${kind}`, words);
  node.type = "button";
  node.dataset.act = act;
  return node;
}

function short(words) {
  return words.length > 24 ? `${words.slice(0, 24)}…` : words;
}
