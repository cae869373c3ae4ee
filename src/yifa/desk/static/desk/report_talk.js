// Comments beside the text: remarks on a passage, replies, settled ones folded away.

import { request } from "./report_sync.js";

export class Talk {
  constructor(panel, address, rows, tell) {
    this.panel = panel;
    this.address = address;
    this.tell = tell;
    this.form = panel.querySelector("form");
    this.list = panel.querySelector("[data-remarks]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.list.addEventListener("click", (event) => this.act(event));
    this.show(rows);
  }

  on(passage, quote) {
    this.passage = passage;
    this.quote = quote;
    this.parent = null;
    const shown = this.form.querySelector("[data-quote]");
    shown.textContent = quote ? `“${quote.slice(0, 60)}”` : "对整段的意见";
    this.form.hidden = false;
    this.form.querySelector("textarea").focus();
  }

  async send() {
    const field = this.form.querySelector("textarea");
    const given = { verb: "add", passage: this.passage, quote: this.quote || "", body: field.value };
    if (this.parent) given.parent = this.parent;
    if (await this.ask(given)) {
      field.value = "";
      this.form.hidden = true;
      this.parent = null;
    }
  }

  async act(event) {
    const button = event.target.closest("button[data-verb]");
    if (!button) return;
    const remark = Number(button.dataset.remark);
    if (button.dataset.verb === "reply") {
      this.on(Number(button.dataset.passage), "");
      this.parent = remark;
      this.form.querySelector("[data-quote]").textContent = "回复";
    } else {
      await this.ask({ verb: button.dataset.verb, comment: remark });
    }
  }

  async ask(given) {
    try {
      const answer = await request(this.address, given);
      if (answer.ok) this.show(answer.told.comments);
      else this.tell(`${answer.told.message || "没有保存"}${answer.told.fix ? `，${answer.told.fix}` : ""}`, true);
      return answer.ok;
    } catch {
      this.tell("连接已断开，意见还没有保存，请稍后再发", true);
      return false;
    }
  }

  show(rows) {
    this.rows = rows;
    const open = rows.filter((row) => !row.resolved);
    this.panel.querySelector("[data-count]").textContent = open.length;
    this.list.replaceChildren(...open.map((row) => this.remark(row)));
    for (const mark of document.querySelectorAll("[data-talked]")) {
      const count = open.filter((row) => row.passage === Number(mark.dataset.talked)).length;
      mark.textContent = count ? `${count}条意见` : "";
    }
  }

  remark(row) {
    const node = document.createElement("li");
    node.className = "rp-remark";
    if (row.quote) node.append(text("blockquote", row.quote));
    node.append(this.said(row));
    for (const reply of row.replies) node.append(this.said(reply, true));
    const tools = document.createElement("div");
    tools.className = "rp-remark-tools";
    for (const [verb, label] of [["reply", "回复"], ["resolve", "已处理"]]) {
      const button = text("button", label);
      button.type = "button";
      button.className = "btn btn-sm btn-ghost-secondary";
      Object.assign(button.dataset, { verb, remark: row.id, passage: row.passage });
      tools.append(button);
    }
    const link = text("a", "看原文");
    link.href = `#p${row.passage}`;
    tools.append(link);
    node.append(tools);
    return node;
  }

  said(row, reply) {
    const node = document.createElement("div");
    node.className = reply ? "rp-said is-reply" : "rp-said";
    node.append(text("strong", row.by), text("time", row.at), text("p", row.body));
    return node;
  }
}

function text(tag, words) {
  const node = document.createElement(tag);
  node.textContent = words;
  return node;
}
