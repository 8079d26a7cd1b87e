// How long something waits, counted on while the page is open; not by the clock of this machine, which
// may be wrong. What is said only after so many seconds appears when they are over.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always", numberingSystem: "latn" });
const loaded = performance.now();
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function said(age) {
  if (age < 90 * MINUTE) return words.format(-Math.round(age / MINUTE), "minute");
  if (age < 36 * HOUR) return words.format(-Math.round(age / HOUR), "hour");
  return words.format(-Math.round(age / DAY), "day");
}
function look() {
  for (const one of document.querySelectorAll("[data-age]")) {
    const age = Number(one.dataset.age) + (performance.now() - loaded) / 1000;
    if (age >= MINUTE) one.querySelector("time").textContent = said(age);
    for (const later of one.querySelectorAll("[data-from]")) later.hidden = age < Number(later.dataset.from);
    for (const sooner of one.querySelectorAll("[data-to]")) sooner.hidden = age >= Number(sooner.dataset.to);
  }
}
setInterval(look, 1000);
