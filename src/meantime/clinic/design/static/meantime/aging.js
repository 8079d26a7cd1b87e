// How old a kept plan is, by the clock of this phone. After a day, or where the clock is behind, it is
// marked as old; a date that is over is no leave: it says to ask.
const told = document.querySelector("[data-as-of]");
const asOf = Date.parse(told.dataset.asOf);
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, SLOW = 5 * MINUTE;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", numberingSystem: "latn" });

function said(age) {
  if (age < 90 * MINUTE) return words.format(-Math.round(age / MINUTE), "minute");
  if (age < 36 * HOUR) return words.format(-Math.round(age / HOUR), "hour");
  return words.format(-Math.round(age / DAY), "day");
}
function look() {
  const age = Date.now() - asOf;
  const isOld = age >= DAY || age < -SLOW;
  document.getElementById("main").classList.toggle("old", isOld);
  document.getElementById("old").hidden = !isOld;
  document.getElementById("age").textContent = age < -SLOW ? "" : `(${said(Math.max(age, 0))})`;
  for (const end of document.querySelectorAll("[data-ends]:not(.over)")) {
    if (Date.parse(end.dataset.ends) > Date.now()) continue;
    end.classList.add("over");
    end.append(document.getElementById("passed").content.cloneNode(true));
  }
}
look();
setInterval(look, 1000);
addEventListener("online", () => location.reload());
