// What a page says of now is taken away once it may be over: when its time is up, when it was out of
// sight for long, when the browser brings it back as it was. Then it is shown anew, unless somebody
// is typing in it.
const main = document.getElementById("main");
const AWAY = 5 * 60 * 1000;
let since, holds, over = false, typed = false;

function begin() {
  const told = document.querySelector("#answer [data-holds]") ?? main;
  since = Date.now();
  holds = Number(told.dataset.holds) * 1000;
}
function renew() {
  if (over && !typed && navigator.onLine) location.replace(location.pathname);
}
function end() {
  for (const said of document.querySelectorAll("[data-now]")) said.remove();
  if (!over) main.querySelector(".head").after(document.getElementById("over").content.cloneNode(true));
  over = true;
  renew();
}
function look(longest) {
  const past = Date.now() - since;
  if ((past < 0 || past >= longest) && document.querySelector("[data-now]")) end();
}
if (main.dataset.holds) {
  begin();
  setInterval(() => look(holds), 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(Math.min(holds, AWAY)); });
  addEventListener("pageshow", (event) => { if (event.persisted) end(); });
  addEventListener("online", renew);
  document.addEventListener("input", () => { typed = true; });
  document.addEventListener("htmx:afterSwap", begin);
}
