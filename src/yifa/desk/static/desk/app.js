// Behaviour of the shell: menu, progress, one submit per form, steppers, act titles, files dropped on a form.
"use strict";
(() => {
  const on = (event, selector, act) =>
    document.addEventListener(event, (e) => {
      const found = e.target.closest && e.target.closest(selector);
      if (found) act(found, e);
    });

  // Menu on narrow screens.
  const side = document.querySelector(".side");
  const opener = document.querySelector("[data-toggle=side]");
  const fold = (open) => {
    side.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) side.querySelector("a").focus();
  };
  on("click", "[data-toggle=side]", () => fold(!side.classList.contains("open")));
  document.addEventListener("click", (e) => {
    if (side && side.classList.contains("open") && !side.contains(e.target) && !e.target.closest("[data-toggle=side]")) fold(false);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    document.querySelectorAll("details.person[open]").forEach((one) => { one.open = false; one.querySelector("summary").focus(); });
    if (side && side.classList.contains("open")) { fold(false); opener.focus(); }
  });
  document.addEventListener("click", (e) => {
    document.querySelectorAll("details.person[open]").forEach((one) => { if (!one.contains(e.target)) one.open = false; });
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

  // A small table of a form gets one more empty row: the last one again, under the next number.
  on("click", "[data-more-rows]", (button) => {
    const body = button.closest(".rows-field").querySelector("tbody");
    const row = body.lastElementChild.cloneNode(true);
    const next = body.children.length;
    row.querySelectorAll("[name]").forEach((one) => {
      ["name", "id"].forEach((attribute) => {
        one.setAttribute(attribute, one.getAttribute(attribute).replace(/-\d+-/, `-${next}-`));
      });
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/\d+/, next + 1));
      one.value = "";
    });
    row.firstElementChild.textContent = next + 1;
    body.append(row);
    row.querySelector("input, select").focus();
  });

  // Chosen rows: what can be done with them shows how many there are.
  const chosen = () => {
    const boxes = [...document.querySelectorAll("input[name=chosen]")];
    const count = boxes.filter((box) => box.checked).length;
    document.querySelectorAll("[data-chosen]").forEach((one) => { one.textContent = count ? `（${count}）` : ""; });
    document.querySelectorAll("[data-check-all]").forEach((box) => {
      box.checked = count > 0 && count === boxes.length;
      box.indeterminate = count > 0 && count < boxes.length;
    });
  };
  on("change", "[data-check-all]", (box) => {
    document.querySelectorAll("input[name=chosen]").forEach((one) => { one.checked = box.checked; });
    chosen();
  });
  on("change", "input[name=chosen]", chosen);

  // Filters lie open where there is room.
  if (window.matchMedia("(min-width: 60rem)").matches) document.querySelectorAll("details[data-open-wide]").forEach((d) => { d.open = true; });

  // Waiting shows: a line at the top while an answer is on its way.
  let waits = 0;
  const busy = (step) => { waits = Math.max(0, waits + step); document.body.classList.toggle("busy", waits > 0); };
  document.addEventListener("htmx:beforeRequest", () => busy(1));
  document.addEventListener("htmx:afterRequest", () => busy(-1));

  // A form is sent once: a second click while it travels does nothing.
  on("submit", "form[data-once]", (form, e) => {
    if (form.dataset.sent) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
    const button = form.querySelector(".form-end .btn-primary");
    if (button) button.setAttribute("aria-busy", "true");
    if (!form.hasAttribute("hx-post")) busy(1);
  });
  const again = () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  window.addEventListener("pageshow", () => { again(); waits = 0; busy(0); });
  document.addEventListener("htmx:afterRequest", again);

  // A part of the page was exchanged: say how it ended, put the focus where work goes on.
  document.addEventListener("htmx:beforeSwap", (e) => {
    const status = e.detail.xhr.status;
    const ours = status < 400 || status === 409 || status === 422 || e.detail.xhr.getResponseHeader("HX-Retarget");
    if (!ours) { e.detail.shouldSwap = false; tell(say("failed")); }
    else document.getElementById("notices")?.replaceChildren();
  });
  document.addEventListener("htmx:sendError", () => tell(say("unreachable")));
  document.addEventListener("htmx:afterSwap", (e) => {
    const part = document.getElementById(e.detail.target.id) || e.detail.target;  // an exchanged element is a new one
    const trouble = part.querySelector("[data-focus]") || part.querySelector("[autofocus]") || part.querySelector(".panel h3");
    if (trouble) trouble.focus();
    if (part.id === "notices") part.scrollIntoView({ block: "center" });
    const words = part.querySelector("[data-announce]");
    if (words) document.getElementById("live").textContent = words.textContent;
  });
  on("click", "[data-close]", (link, e) => {
    const panel = link.closest(".panel");
    if (!panel) return;
    e.preventDefault();
    panel.parentElement.replaceChildren();
    document.querySelector(".moves a")?.focus();
  });
  function say(name) { return document.getElementById("notices")?.dataset[name] || ""; }
  function tell(text) {
    const line = document.createElement("p");
    line.className = "alert alert-danger";
    line.setAttribute("role", "alert");
    line.textContent = text;
    document.getElementById("notices")?.replaceChildren(line);
    line.scrollIntoView({ block: "center" });
  }

  const offline = document.getElementById("offline");
  const show = () => { if (offline) offline.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();

  const trouble = document.querySelector("[data-focus]");
  if (trouble) trouble.focus();

  // Titles of acts: typing in a topics field offers completions for the last line.
  let titles;
  const load = (list) => (titles ||= fetch(list.dataset.source, { headers: { Accept: "application/json" } })
    .then((answer) => answer.json()).then((answer) => answer.titles).catch(() => []));
  on("focusin", "textarea[data-acts]", (area) => {
    const list = document.getElementById("acts");
    if (list && !area.dataset.ready) { area.dataset.ready = "1"; load(list).then((found) => complete(area, found)); }
  });
  function complete(area, known) {
    const box = document.createElement("ul");
    box.className = "suggest rows";
    box.hidden = true;
    area.after(box);
    const look = () => {
      const last = area.value.split("\n").pop().trim();
      const found = last.length < 2 ? [] : known.filter((t) => t.includes(last) && t !== last).slice(0, 6);
      box.replaceChildren(...found.map((title) => {
        const button = document.createElement("button");
        button.type = "button"; button.className = "btn btn-sm"; button.textContent = title;
        button.addEventListener("click", () => {
          area.value = [...area.value.split("\n").slice(0, -1), title, ""].join("\n");
          box.hidden = true; area.focus();
          area.dispatchEvent(new Event("input", { bubbles: true }));
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }));
      box.hidden = !found.length;
    };
    area.addEventListener("input", look);
    look();
  }

  on("dragover", ".drop-zone", (zone, e) => { e.preventDefault(); zone.classList.add("over"); });
  on("dragleave", ".drop-zone", (zone) => zone.classList.remove("over"));
  on("drop", ".drop-zone", (zone, e) => {
    e.preventDefault(); zone.classList.remove("over");
    zone.querySelector("input[type=file]").files = e.dataTransfer.files;
  });
})();
