// A session ends after a time without work. Working without asking for a page (typing) keeps it; before it ends the page
// warns; when it ends, what was typed is kept in this browser and the login page opens. Tabs know of each other.
"use strict";
(() => {
  const limit = Number(document.documentElement.dataset.idle) * 1000;
  const line = document.getElementById("idle");
  if (!limit || !line) return;
  const SEEN = "yifa:seen";
  const warning = Math.min(120e3, limit / 4);
  const slack = limit / 30;  // how late the server writes down that somebody was here
  let here = Date.now();
  let worked = 0;
  let leaving = false;
  const seen = () => Math.max(here, Number(localStorage.getItem(SEEN)) || 0);
  const mark = () => { here = Date.now(); try { localStorage.setItem(SEEN, String(here)); } catch { /* this tab knows */ } };
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  const send = (address, more = {}) =>
    fetch(address, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token(), ...more }), redirect: "manual" });

  async function stay() {
    const answer = await send(line.dataset.here).catch(() => null);
    if (!answer) return;  // no connection: the next tick tries again or leaves
    if (answer.status === 204) { mark(); line.hidden = true; } else leave();
  }
  async function leave() {
    if (leaving) return;
    leaving = true;
    document.dispatchEvent(new Event("yifa:leave"));
    await send(line.dataset.leave, { why: "idle" }).catch(() => null);
    location.assign(`${line.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  function tick() {
    const left = limit - slack - (Date.now() - seen());
    if (left <= 0) { leave(); return; }
    if (worked > seen() && Date.now() - seen() > limit / 6) { stay(); return; }
    const warn = left <= warning;
    if (warn !== !line.hidden) line.hidden = !warn;
  }
  mark();
  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, () => { worked = Date.now(); }, { passive: true });
  document.addEventListener("htmx:afterRequest", mark);
  line.querySelector("button").addEventListener("click", stay);
  setInterval(tick, Math.min(5000, limit / 30));
})();
