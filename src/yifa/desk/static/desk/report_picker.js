// Pick a figure by name: its definition, value, last year's value and records; or look at one that is there.

export class Picker {
  constructor(dialog, address) {
    this.dialog = dialog;
    this.address = address;
    this.search = dialog.querySelector("[data-search]");
    this.list = dialog.querySelector("[data-list]");
    this.card = dialog.querySelector("[data-card]");
    this.rows = null;
    this.at = 0;
    this.search.addEventListener("input", () => this.show());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-code]");
      if (row) this.choose(Number(row.dataset.at));
    });
    this.card.addEventListener("click", (event) => this.act(event));
    this.card.addEventListener("change", (event) => {
      if (event.target.matches("[data-form]")) this.form = event.target.value;
    });
    dialog.addEventListener("close", () => this.then && this.then(null));
  }

  async load() {
    if (this.rows) return;
    const answer = await fetch(this.address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    this.rows = told.figures;
    this.forms = told.forms;
  }

  // Resolves to {figure, form, text}, to {remove: true}, or to null.
  async ask(chosen) {
    await this.load();
    this.chosen = chosen || null;
    this.form = chosen ? chosen.form : "text";
    this.search.value = "";
    this.search.closest("[data-searching]").hidden = Boolean(chosen);
    this.at = 0;
    this.show(chosen && chosen.figure);
    this.dialog.showModal();
    (chosen ? this.card.querySelector("select, button") : this.search).focus();
    return new Promise((resolve) => {
      this.then = (found) => {
        this.then = null;
        if (this.dialog.open) this.dialog.close();
        resolve(found);
      };
    });
  }

  show(code) {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const all = code ? this.rows.filter((row) => row.code === code) : this.rows;
    this.found = all.filter((row) => words.every((word) => `${row.name}${row.code}${row.group}${row.says}`.toLowerCase().includes(word)));
    this.at = Math.min(this.at, Math.max(0, this.found.length - 1));
    this.list.replaceChildren(...this.found.map((row, at) => this.line(row, at)));
    this.tell();
  }

  line(row, at) {
    const node = document.createElement("li");
    node.dataset.code = row.code;
    node.dataset.at = at;
    node.id = `rp-figure-${at}`;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", String(at === this.at));
    node.className = at === this.at ? "rp-option is-at" : "rp-option";
    const name = document.createElement("span");
    name.textContent = row.name;
    const value = document.createElement("strong");
    value.textContent = row.empty ? "—" : row.forms.text;
    node.append(name, value);
    return node;
  }

  tell() {
    const row = this.found[this.at];
    this.card.hidden = !row;
    this.search.setAttribute("aria-activedescendant", row ? `rp-figure-${this.at}` : "");
    if (!row) return;
    const set = (name, text) => {
      this.card.querySelector(`[data-${name}]`).textContent = text;
    };
    set("name", row.name);
    set("says", row.says);
    set("value", row.empty ? "没有记录" : row.forms.text + (row.parts ? `（${row.parts}）` : ""));
    set("last", row.forms.last);
    const link = this.card.querySelector("[data-records]");
    link.href = row.records || "#";
    link.hidden = !row.records;
    this.card.querySelector("[data-remove]").hidden = !this.chosen;
    const select = this.card.querySelector("[data-form]");
    select.replaceChildren(
      ...Object.entries(this.forms).map(([form, label]) => {
        const option = document.createElement("option");
        option.value = form;
        option.textContent = `${label}：${row.forms[form]}`;
        option.selected = form === this.form;
        return option;
      }),
    );
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.found.length - 1, this.at + step));
      this.show();
      const row = this.list.querySelector(".is-at");
      if (row) row.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take();
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would only be emptied
      this.dialog.close();
    }
  }

  choose(at) {
    this.at = at;
    this.show(this.chosen && this.chosen.figure);
  }

  act(event) {
    if (event.target.closest("[data-take]")) this.take();
    else if (event.target.closest("[data-remove]")) this.then({ remove: true });
  }

  take() {
    const row = this.found[this.at];
    if (row) this.then({ figure: row.code, form: this.form, text: row.forms[this.form] });
  }
}
