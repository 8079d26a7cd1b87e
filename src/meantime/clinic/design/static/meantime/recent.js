// The last questions that were asked in this browser: kept here, by link, and nowhere else. A tap
// asks anew; no answer is ever kept. They go with the plan, where it is closed or shut.
{
  const MOST = 5;
  const link = /^\/p\/at\/([0-9a-f-]{36})\//.exec(location.pathname)?.[1];
  const name = `asked-${link}`;
  const box = document.getElementById("q"), list = document.getElementById("recent");

  const asked = () => {
    try {
      return JSON.parse(localStorage.getItem(name)).filter((text) => typeof text === "string").slice(0, MOST);
    } catch {
      return [];
    }
  };
  // A private window may keep nothing: then there is no list.
  const changed = (change) => { try { change(); } catch { /* as before */ } };
  const forget = () => changed(() => localStorage.removeItem(name));
  const keep = () => {
    const line = box.value.trim();
    const others = asked().filter((text) => text.toLowerCase() !== line.toLowerCase());
    const kept = JSON.stringify([line, ...others].slice(0, MOST));
    if (line) changed(() => localStorage.setItem(name, kept));
  };
  const shown = (text) => {
    const item = document.getElementById("recent-one").content.cloneNode(true);
    item.querySelector("bdi").textContent = text;
    item.querySelector("button").addEventListener("click", () => {
      box.value = text;
      box.form.requestSubmit();
    });
    return item;
  };
  const show = () => {
    list.querySelector("ul").replaceChildren(...asked().map(shown));
    list.hidden = !asked().length;
  };
  const clear = () => { forget(); show(); };

  if ("forget" in document.currentScript.dataset) forget();
  else if (box) {
    // What was typed to its end: sent, or left. An unfinished word is no question.
    box.form.addEventListener("submit", keep);
    box.addEventListener("change", () => { keep(); show(); });
    box.addEventListener("htmx:responseError", ({ detail }) => { if (detail.xhr.status === 403) clear(); });
    list.querySelector("[data-clear]").addEventListener("click", clear);
    show();
  }
}
