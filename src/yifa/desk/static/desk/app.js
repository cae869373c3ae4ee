// Behaviour of the shell: menu, drafts kept in the browser, one submit per form, steppers, act titles.
"use strict";
(() => {
  const on = (event, selector, act) =>
    document.addEventListener(event, (e) => {
      const found = e.target.closest && e.target.closest(selector);
      if (found) act(found, e);
    });

  // Menu on narrow screens.
  on("click", "[data-toggle=side]", (button) => {
    const open = document.querySelector(".side").classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("click", (e) => {
    const side = document.querySelector(".side.open");
    if (side && !side.contains(e.target) && !e.target.closest("[data-toggle=side]")) side.classList.remove("open");
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") document.querySelectorAll(".side.open").forEach((side) => side.classList.remove("open"));
  });

  on("click", "[data-back]", () => history.back());
  on("click", "[data-print]", () => window.print());
  on("click", "[data-fill-login]", (button) => {
    document.querySelector("[name=username]").value = button.dataset.fillLogin;
    document.querySelector("[name=password]").value = "yifa-demo-2026";
    document.querySelector("form.stack button").focus();
  });
  on("click", "[data-step]", (button) => {
    const input = button.parentElement.querySelector("input");
    input.value = Math.max(0, (parseInt(input.value, 10) || 0) + Number(button.dataset.step)) || "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on("change", "[data-check-all]", (box) => {
    document.querySelectorAll("input[name=chosen]").forEach((one) => { one.checked = box.checked; });
  });

  // Filters lie open where there is room.
  if (window.matchMedia("(min-width: 60rem)").matches) document.querySelectorAll("details[data-open-wide]").forEach((d) => { d.open = true; });

  // A form is sent once: a second click while it travels does nothing.
  on("submit", "form[data-once]", (form, e) => {
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
    const button = form.querySelector(".form-end .btn-primary");
    if (button) button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // What is typed stays in this browser until it was saved.
  const kept = (form) => `draft:${form.dataset.draft}`;
  const skip = new Set(["csrfmiddlewaretoken", "token", "revision"]);
  const save = (form) => {
    const values = {};
    for (const field of form.elements) {
      if (!field.name || skip.has(field.name) || field.type === "file" || field.type === "password") continue;
      values[field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
    try { sessionStorage.setItem(kept(form), JSON.stringify(values)); } catch { /* storage is full or off: the form still works */ }
  };
  const restore = (form, values) => {
    for (const field of form.elements) {
      if (!(field.name in values)) continue;
      if (field.type === "checkbox") field.checked = values[field.name]; else field.value = values[field.name];
    }
  };
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const before = sessionStorage.getItem(kept(form));
    if (before && !form.querySelector(".alert-danger")) {
      const values = JSON.parse(before);
      const changed = [...form.elements].some((f) => f.name in values && f.type !== "checkbox" && values[f.name] && values[f.name] !== f.value);
      if (changed) offer(form, values);
    }
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save(form), 300); });
    form.addEventListener("submit", () => save(form));
  });
  function offer(form, values) {
    const words = document.documentElement.lang === "en"
      ? ["There is unsaved text from before.", "Restore", "Discard"]
      : ["这里有上次没有保存的内容。", "恢复", "丢弃"];
    const box = document.createElement("p");
    box.className = "alert alert-warning";
    box.append(words[0] + " ");
    for (const [label, act] of [[words[1], () => restore(form, values)], [words[2], () => sessionStorage.removeItem(kept(form))]]) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-sm"; button.textContent = label;
      button.addEventListener("click", () => { act(); box.remove(); });
      box.append(button, " ");
    }
    form.prepend(box);
  }
  // Whoever leaves takes nothing along on a shared computer.
  on("submit", "form[action$='/logout/']", () => sessionStorage.clear());

  // A page that says it was saved has no draft any more.
  if (document.querySelector(".alert-success")) Object.keys(sessionStorage).filter((k) => k.startsWith("draft:")).forEach((k) => sessionStorage.removeItem(k));

  const offline = document.getElementById("offline");
  const show = () => { if (offline) offline.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();

  const trouble = document.querySelector("[data-focus]");
  if (trouble) trouble.focus();

  // Titles of acts: typing in a topics field offers completions for the last line.
  const list = document.getElementById("acts");
  const areas = document.querySelectorAll("textarea[data-acts]");
  if (list && areas.length) {
    fetch(list.dataset.source, { headers: { Accept: "application/json" } }).then((r) => r.json()).then((answer) => {
      areas.forEach((area) => complete(area, answer.titles));
    }).catch(() => { /* completion is a help, not a need */ });
  }
  function complete(area, titles) {
    const box = document.createElement("ul");
    box.className = "suggest rows";
    box.hidden = true;
    area.after(box);
    area.addEventListener("input", () => {
      const last = area.value.split("\n").pop().trim();
      const found = last.length < 2 ? [] : titles.filter((t) => t.includes(last) && t !== last).slice(0, 6);
      box.replaceChildren(...found.map((title) => {
        const button = document.createElement("button");
        button.type = "button"; button.className = "btn btn-sm"; button.textContent = title;
        button.addEventListener("click", () => {
          area.value = [...area.value.split("\n").slice(0, -1), title, ""].join("\n");
          box.hidden = true; area.focus();
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }));
      box.hidden = !found.length;
    });
  }

  on("dragover", ".drop-zone", (zone, e) => { e.preventDefault(); zone.classList.add("over"); });
  on("dragleave", ".drop-zone", (zone) => zone.classList.remove("over"));
  on("drop", ".drop-zone", (zone, e) => {
    e.preventDefault(); zone.classList.remove("over");
    zone.querySelector("input[type=file]").files = e.dataTransfer.files;
  });
})();
