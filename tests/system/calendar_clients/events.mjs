// What ical.js, the library behind Thunderbird's calendar, reads in calendar files: for each file a
// list of its events. `local` is the time on the wall of a zone, by the zone data of Node.
//
//     node events.mjs ZONE FILE...
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [zone, ...paths] = process.argv.slice(2);

const wall = (time) => time.toJSDate().toLocaleString("sv-SE", { timeZone: zone });

const shown = (component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    title: event.summary,
    text: event.description,
    begin: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
    local: wall(event.startDate),
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
  };
};

const events = (path) =>
  new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")))
    .getAllSubcomponents("vevent")
    .map(shown);

console.log(JSON.stringify(paths.map(events)));
