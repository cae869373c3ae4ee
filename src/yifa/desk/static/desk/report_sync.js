// Talk to the server, and keep what was typed on this machine until the server has it.

export class Gone extends Error {}

export function request(address, given) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(given),
  }).then(
    async (answer) => ({ ok: answer.ok, status: answer.status, told: await answer.json().catch(() => ({})) }),
    () => {
      throw new Gone();
    },
  );
}

export class Shelf {
  constructor(report) {
    this.prefix = `yifa.report.${report}.`;
  }

  put(passage, held) {
    try {
      localStorage.setItem(this.prefix + passage, JSON.stringify(held));
      return true;
    } catch {
      return false; // a full or forbidden store: the page itself still holds the text
    }
  }

  drop(passage) {
    try {
      localStorage.removeItem(this.prefix + passage);
    } catch {
      // nothing was kept
    }
  }

  all() {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const name = localStorage.key(i);
        if (!name.startsWith(this.prefix)) continue;
        found.push([Number(name.slice(this.prefix.length)), JSON.parse(localStorage.getItem(name))]);
      }
    } catch {
      return [];
    }
    return found;
  }
}
