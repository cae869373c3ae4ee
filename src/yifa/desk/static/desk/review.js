// Review: names of the chosen files, filters that answer at once, a finding and its place shown together.
"use strict";
(() => {
  const input = document.querySelector("input[type=file][name=reports]");
  const list = document.querySelector("[data-picked]");
  const names = () => {
    list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}（${Math.max(1, Math.round(file.size / 1024))} KB）`;
      return item;
    }));
    list.hidden = !input.files.length;
  };
  if (input && list) {
    input.addEventListener("change", names);
    input.closest(".drop-zone").addEventListener("drop", () => setTimeout(names));
  }

  document.querySelectorAll("form[data-auto]").forEach((form) => {
    form.addEventListener("change", () => form.requestSubmit());
    form.querySelector("button").hidden = true;
  });

  // A click on a mark brings its finding into view without moving the text, and the other way round.
  const show = (id) => {
    const found = document.getElementById(id);
    if (!found) return false;
    document.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
    const shown = found.classList.contains("anchor") ? found.parentElement.querySelector(`.mark[href="#f${id.slice(1)}"]`) || found : found;
    shown.classList.add("lit");
    shown.scrollIntoView({ block: "center" });
    shown.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (e) => {
    const link = e.target.closest && e.target.closest("a.mark, .quote a");
    if (link && show(link.hash.slice(1))) e.preventDefault();
  });
})();
