// The picture of the home page answers to the pointer: the commune under it, its figure, and a click that leads to it.

import { bubble, communeAt, load, sentence } from "./map-data.js";

for (const map of document.querySelectorAll("[data-hover]")) {
  let data = null, asked = null;
  const say = bubble(map);
  const under = (event) => {
    const box = map.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * data.width, y = ((event.clientY - box.top) / box.height) * data.height;
    return communeAt(data, x, y);
  };
  const ready = async () => {
    asked ??= load(map.dataset).then((loaded) => { data = loaded; }, () => {});
    await asked;
    return data;
  };
  map.addEventListener("pointermove", async (event) => {
    if (!(await ready())) return;
    const box = map.getBoundingClientRect(), i = under(event);
    if (i < 0) say();
    else say(event.clientX - box.left, event.clientY - box.top, data.names[i], sentence(data, i, "acces"));
  });
  map.addEventListener("pointerleave", () => say());
  map.addEventListener("click", async (event) => {
    if (event.pointerType !== "mouse" || !(await ready())) return;
    const i = under(event);
    if (i >= 0) location.assign(map.dataset.commune.replace("00000", data.codes[i]));
  });
}
