// Map of the home page: shows the commune under the pointer and its figure; a click opens its page.

import { bubble, communeAt, directory, pointed, read, sentence } from "./map-data.js";

for (const map of document.querySelectorAll("[data-hover]")) {
  let data = null, asked = null;
  const say = bubble(map);
  const under = (event) => {
    const box = map.getBoundingClientRect();
    const at = (x, y) => communeAt(data, (x / box.width) * data.width, (y / box.height) * data.height);
    return pointed(at, event.clientX - box.left, event.clientY - box.top, event.pointerType);
  };
  const ready = async () => {
    asked ??= Promise.all([read(map.dataset, JSON.parse(map.dataset.measure)), directory(map.dataset)])
      .then(([loaded, found]) => { data = { ...loaded, ...found }; }, () => {});
    await asked;
    return data;
  };
  const tell = async (event) => {
    if (!(await ready())) return;
    const box = map.getBoundingClientRect(), i = under(event);
    if (i < 0) say();
    else say(event.clientX - box.left, event.clientY - box.top, data.names[i], sentence(data, i, "acces"));
  };
  map.addEventListener("pointermove", tell);
  // Lifting a finger fires pointerleave: keep the tooltip then.
  map.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") say(); });
  map.addEventListener("click", async (event) => {
    if (event.pointerType === "touch") return tell(event);
    if (event.pointerType !== "mouse" || !(await ready())) return;
    const i = under(event);
    if (i >= 0) location.assign(map.dataset.commune.replace("00000", data.codes[i]));
  });
}
