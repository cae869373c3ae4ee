// What is typed stays in this browser until it was saved: a broken connection, a closed page or a flat battery loses
// nothing. Drafts belong to one person, last a day, and go at log-out and when somebody else logs in.
"use strict";
(() => {
  const PREFIX = "yifa:draft:";
  const HOURS = 24;
  const SENT = "yifa:sent";
  const person = document.documentElement.dataset.person;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const drop = (these) => these.forEach((key) => localStorage.removeItem(key));
  const key = (form) => `${PREFIX}${person}:${form.dataset.draft}`;
  const page = (form) => `${PREFIX}${person}:page:${location.pathname}:${form.dataset.place}`;
  const SKIP = new Set(["csrfmiddlewaretoken", "token", "revision"]);

  const read = (name) => {
    try {
      const kept = JSON.parse(localStorage.getItem(name));
      return kept && Date.now() - kept.at < HOURS * 3600e3 ? kept.values : null;
    } catch { return null; }
  };
  const save = (form, name = key(form)) => {
    const values = {};
    for (const field of form.elements) {
      if (!field.name || SKIP.has(field.name) || field.type === "file" || field.type === "password") continue;
      values[field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
    try { localStorage.setItem(name, JSON.stringify({ at: Date.now(), values })); } catch { /* storage is full or off: the form still works */ }
  };
  // Rows that were added to a small table are in the draft and not yet on the form.
  const row = (form, name) => {
    const found = name.match(/^(.+)-\d+-\w+$/);
    return found && !form.elements[name] && form.querySelector(`#id_${found[1]} [data-more-rows]`);
  };
  const grow = (form, values) => Object.keys(values).forEach((name) => {
    for (let more = values[name] && row(form, name), n = 0; more && n < 60; more = row(form, name), n += 1) more.click();
  });
  const restore = (form, values) => {
    grow(form, values);
    for (const field of form.elements) {
      if (!(field.name in values)) continue;
      if (field.type === "checkbox") field.checked = values[field.name]; else field.value = values[field.name];
    }
  };
  const differs = (form, values) => Object.keys(values).some((name) => values[name] && row(form, name)) || [...form.elements].some((field) =>
    field.name in values && field.type !== "checkbox" && values[field.name] && values[field.name] !== field.value);

  function offer(form, values) {
    const words = document.getElementById("notices").dataset;
    const box = document.createElement("p");
    box.className = "alert alert-warning";
    box.append(`${words.draft} `);
    const acts = [[words.restore, () => restore(form, values)], [words.discard, () => drop([key(form)])]];
    for (const [label, act] of acts) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-sm"; button.textContent = label;
      button.addEventListener("click", () => { act(); box.remove(); });
      box.append(button, " ");
    }
    form.prepend(box);
  }

  function watch(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "1";
    const before = read(key(form));
    if (before && !form.querySelector(".alert-danger") && differs(form, before)) offer(form, before);
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save(form), 300); });
    form.addEventListener("submit", () => { clearTimeout(timer); save(form); sessionStorage.setItem(SENT, key(form)); });
  }

  // A form that confirms what another one prepared ends the draft of that one.
  document.addEventListener("submit", (e) => {
    if (e.target.dataset.endsDraft) sessionStorage.setItem(SENT, `${PREFIX}${person}:${e.target.dataset.endsDraft}`);
  });
  drop(keys().filter((one) => !read(one)));
  if (!person) return;
  drop(keys().filter((one) => !one.startsWith(`${PREFIX}${person}:`)));
  // The page after a form says that it was saved: its draft is done with.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(".alerts .alert-success")) drop([sent]);
  // Forms without a draft of their own are kept only when the session ends over them; they are offered once.
  const plain = () => [...document.querySelectorAll("main form[method=post]:not([data-draft])")];
  const typed = (form) => [...form.elements].some((field) =>
    field.defaultValue !== undefined && field.type !== "hidden" && field.type !== "password" && field.value !== field.defaultValue);
  plain().forEach((form, place) => {
    form.dataset.place = String(place);
    const before = read(page(form));
    if (!before) return;
    drop([page(form)]);
    if (differs(form, before)) offer(form, before);
  });
  document.addEventListener("yifa:leave", () => {
    document.querySelectorAll("form[data-draft]").forEach((form) => { if (typed(form)) save(form); });
    plain().forEach((form) => { if (typed(form)) save(form, page(form)); });
  });
  const all = () => document.querySelectorAll("form[data-draft]").forEach(watch);
  all();
  document.addEventListener("htmx:load", all);
  document.addEventListener("submit", (e) => { if (e.target.matches("form[action$='/logout/']")) drop(keys()); });
})();
