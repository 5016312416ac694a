// <scenario-map>: the map of a territory with a scenario. A tap chooses a commune; links and forms of the page update
// it without reloading. Without this script the same links and forms load pages.

import { FramedMap } from "./framed-map.js";
import { directory, fetched, paint, pointed, read, sentence } from "./map-data.js";

const INK = "#1b2a33";
const PAPER = "#fbfaf7";
const LOSS = "#682c59";
const SHOWN = { avant: "acces", apres: "avec", difference: "difference" };

/** Returns what a URL compares with: another year, or planned access. */
const compared = (address) => new URL(address, location.href).searchParams.get("comparer");

class ScenarioMap extends FramedMap {
  async read() {
    const start = JSON.parse(document.getElementById("depart").textContent);
    const { later } = this.dataset;
    const [data, then] = await Promise.all([
      read(this.dataset, start.measure),
      later && fetched(later).then((answer) => answer.arrayBuffer()),
    ]);
    this.second = then && new Uint16Array(then);
    const { width, height } = data;
    this.style.aspectRatio = String(Math.min(Math.max(width / height, 0.95), 1.45));
    this.take(start, data);
    return data;
  }

  /** Computes the changes in thousandths: of the scenario's communes, or of all communes between two vintages. */
  take(answer, data = this.data) {
    data.change = new Int32Array(data.access.length);
    const { factor, later_factor } = answer.measure;
    if (later_factor) for (let i = 0; i < this.second.length; i++) data.change[i] = Math.round(1000 * (this.second[i] / later_factor - data.access[i] / factor));
    for (let k = 0; k < answer.rows.length; k++) data.change[answer.rows[k]] = answer.gain[k];
    data.unmeasured = answer.unmeasured;
    this.marks = answer.marks;
    this.chosen = answer.chosen;
  }

  begin() {
    this.compared = compared(location.href);
    this.view = SHOWN[this.dataset.view] ?? "acces";
    this.repaint();
    document.querySelector("[data-with-script]")?.removeAttribute("hidden");
    document.addEventListener("click", (event) => this.follow(event));
    document.querySelector("[data-gesture]")?.addEventListener("submit", (event) => this.submit(event));
    const kind = document.getElementById("geste"), origin = document.querySelector("[data-origin]");
    const only = () => { origin.hidden = kind.value !== "deplacer"; };
    kind?.addEventListener("change", only);
    if (kind) only();
    this.offer();
    addEventListener("popstate", () => this.ask(location.search, false));
    (window.requestIdleCallback ?? setTimeout)(() => this.directory().catch(() => {}));
    if (this.chosen) this.reach(this.chosen);
  }

  /** Shows the field of minutes only for indicators that take some. */
  offer() {
    const kind = document.getElementById("indicateur"), minutes = document.querySelector("[data-unbounded]");
    const only = () => { minutes.hidden = minutes.dataset.unbounded.split(" ").includes(kind.value); };
    kind.addEventListener("change", only);
    only();
  }

  /** Loads codes and names once, when a commune is needed or the browser is idle. */
  directory() {
    this.reading ??= directory(this.dataset).then((found) => {
      Object.assign(this.data, { codes: found.codes, names: found.names, points: found.points });
      if (this.deep?.shown) this.draw();
    }).catch((problem) => {
      this.reading = null; // the next call tries again
      throw problem;
    });
    return this.reading;
  }

  point(i) {
    return [this.data.points[2 * i], this.data.points[2 * i + 1]];
  }

  startFrame() {
    const asked = new URLSearchParams(location.search).get("cadre")?.split(",").map(Number);
    if (asked?.length === 3 && asked.every(Number.isFinite)) return this.kept({ x: asked[0], y: asked[1], w: asked[2] });
    return this.marks.length ? this.around(this.marks) : this.whole();
  }

  /** Returns a frame around the places and what is within their reach. */
  around(places) {
    const sides = [places.map((place) => place.x), places.map((place) => place.y)];
    const [x, y] = sides.map((side) => (Math.min(...side) + Math.max(...side)) / 2);
    const [wide, tall] = sides.map((side) => Math.max(...side) - Math.min(...side));
    const room = 0.3 * this.data.width;
    return this.kept({ x, y, w: Math.max(wide + room, ((tall + room) * this.clientWidth) / this.clientHeight) });
  }

  /** Moves the frame to a place without changing its size. */
  reach({ x, y }) {
    const half = this.frame.w / 2, tall = (half * this.clientHeight) / this.clientWidth;
    if (Math.abs(x - this.frame.x) > 0.9 * half || Math.abs(y - this.frame.y) > 0.9 * tall) this.show({ ...this.frame, x, y });
  }

  repaint() {
    this.picture = paint(this.data, this.view);
    this.draw();
  }

  // Steps ------------------------------------------------------------------------------------------------------------

  follow(event) {
    const link = event.target.closest?.("a[data-what-if], a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const query = new URL(link.href).search;
    if (link.dataset.view) this.turn(link.dataset.view, link.href);
    else this.ask(query, true);
  }

  /** Shows another view of the same figures, without a request. */
  turn(view, href) {
    this.view = SHOWN[view];
    this.repaint();
    history.pushState(null, "", href);
    this.mark(view);
  }

  mark(view) {
    for (const link of document.querySelectorAll("[data-tabs] a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (const legend of document.querySelectorAll("[data-for]")) legend.hidden = !legend.dataset.for.split(" ").includes(view);
  }

  submit(event) {
    event.preventDefault();
    this.ask(`?${new URLSearchParams(new FormData(event.target))}`, true, event.target);
  }

  async ask(query, remember, form) {
    const mine = (this.asked = Symbol("latest"));
    let answer;
    try {
      const reply = await fetch(this.dataset.answer + query, { headers: { Accept: "application/json" } });
      answer = await reply.json();
    } catch {
      location.assign(location.pathname + query);
      return;
    }
    if (mine !== this.asked) return;
    if (answer.error) return this.refuse(answer);
    const { values, later } = answer.picture;
    const other = compared(answer.address) !== this.compared || values !== this.dataset.values;
    if (other || later !== (this.dataset.later ?? "")) return location.assign(answer.address);
    this.take(answer);
    this.view = SHOWN[answer.view] ?? "acces";
    this.repaint();
    this.tellPage(answer, remember);
    if (remember) history.pushState(null, "", answer.address);
    form?.reset();
    if (form) form.querySelector("#geste").dispatchEvent(new Event("change"));
    this.say();
  }

  tellPage(answer, remembered) {
    const panel = document.querySelector("[data-panel]");
    panel.innerHTML = answer.panel;
    if (remembered) panel.querySelector("[role=status]")?.scrollIntoView({ block: "nearest" });
    document.querySelector("[data-tables]").innerHTML = answer.tables;
    const tabs = document.querySelector("[data-tabs]");
    tabs.replaceChildren(...answer.tabs.map((tab) => {
      const item = document.createElement("li"), link = item.appendChild(document.createElement("a"));
      link.href = tab.address;
      if (!tab.loads) link.dataset.view = tab.code;
      link.textContent = tab.label;
      return item;
    }));
    this.mark(answer.view);
    for (const link of document.querySelectorAll("[data-file]")) link.href = answer.picture.files[link.dataset.file];
    const table = document.querySelector("[data-table]");
    if (table) table.href = answer.tabs.find((tab) => tab.code === "tableau").address;
    for (const form of document.querySelectorAll(".mg-try, .mg-choose")) this.hide(form, "scenario", answer.scenario);
    const commune = new URL(answer.address, location.href).searchParams.get("commune");
    if (commune) this.hide(document.querySelector(".mg-choose"), "commune", commune);
  }

  /** Sets a hidden field of a form, so that a later submission keeps the current state. */
  hide(form, name, value) {
    let field = form.querySelector(`[name=${name}]`);
    if (!field) {
      field = form.appendChild(document.createElement("input"));
      field.type = "hidden";
      field.name = name;
    }
    field.value = value;
  }

  /** Shows an error where the step was asked for; nothing else changes. */
  refuse(answer) {
    const panel = document.querySelector("[data-panel]");
    panel.querySelector("[role=alert]")?.remove();
    const notice = document.createElement("div");
    notice.className = "mg-notice mg-notice--error";
    notice.setAttribute("role", "alert");
    notice.appendChild(document.createElement("p")).textContent = answer.error;
    for (const choice of answer.choices ?? []) {
      notice.appendChild(document.createElement("p")).textContent = `${choice.label}, code ${choice.code}`;
    }
    panel.prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  async choose(i) {
    await this.directory();
    const query = new URLSearchParams(location.search);
    query.set("commune", this.data.codes[i]);
    if (!query.has("territoire")) query.set("territoire", this.dataset.territory);
    this.ask(`?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7E", "~")}`, true);
  }

  key(event) {
    if (event.key === "Enter") {
      const i = this.at(this.clientWidth / 2, this.clientHeight / 2);
      if (i >= 0) this.choose(i);
      event.preventDefault();
      return;
    }
    super.key(event);
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    if (event.type !== "pointerup" || this.moved >= 6) return;
    const i = this.under(event);
    if (i >= 0) this.choose(i);
  }

  under(event) {
    const box = this.getBoundingClientRect();
    return pointed((x, y) => this.at(x, y), event.clientX - box.left, event.clientY - box.top, event.pointerType);
  }

  async question(event) {
    const box = this.getBoundingClientRect(), i = this.under(event);
    if (i < 0) return this.say();
    if (!this.data.names) {
      await this.directory();
    }
    this.say(event.clientX - box.left, event.clientY - box.top, this.data.names[i], sentence(this.data, i, this.view));
  }

  async tell(i) {
    await this.directory();
    const line = sentence(this.data, i, this.view), [x, y] = this.middle(i);
    this.say(x * this.scale + this.left, y * this.scale + this.top, this.data.names[i], line);
    const out = document.querySelector("[data-map-says]");
    if (out) out.textContent = `${this.data.names[i]}\u00a0: ${line}. Entrée pour la choisir.`;
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  line(g, border) {
    g.beginPath();
    const p = border.p;
    for (let k = 0; k < p.length; k += 2) g.lineTo((p[k] / 2) * this.scale + this.left, (p[k + 1] / 2) * this.scale + this.top);
    g.strokeStyle = PAPER;
    g.lineWidth = border.own ? Math.min(2.4, 0.6 + 1.2 * this.scale) : 1.2;
    g.stroke();
    if (!border.own || this.scale < 1.6) return;
    g.strokeStyle = "rgb(27 42 51 / .55)";
    g.lineWidth = 0.9;
    g.stroke();
  }

  names(g, width, height) {
    const taken = [], size = width < 560 ? 13 : 15;
    for (const inset of this.data.insets) this.inset(g, inset, size);
    const special = [...this.marks];
    if (this.chosen && !special.some((mark) => mark.name === this.chosen.name)) special.push({ ...this.chosen, plain: true });
    for (const mark of special) this.place(g, mark, taken, width, size);
    const names = new Set(special.map((mark) => mark.name));
    for (const town of this.towns()) if (!names.has(town.name)) this.label(g, town, taken, width, height, size);
  }

  inset(g, box, size) {
    const x = box.x * this.scale + this.left, y = box.y * this.scale + this.top, w = box.w * this.scale;
    g.strokeStyle = "#d9d6cf";
    g.lineWidth = 1;
    g.strokeRect(x, y, w, box.h * this.scale);
    if (w < 64) return;
    g.font = `400 ${Math.min(size, 14)}px "Atkinson Hyperlegible", system-ui, sans-serif`;
    g.fillStyle = "#4a5963";
    g.fillText(box.name, x, y + box.h * this.scale + 15);
  }

  /** Draws a mark: a disc where doctors arrive, a square where they leave, a ring around the chosen commune. */
  place(g, mark, taken, width, size) {
    const x = mark.x * this.scale + this.left, y = mark.y * this.scale + this.top;
    g.font = `700 ${size}px "Atkinson Hyperlegible", system-ui, sans-serif`;
    const long = g.measureText(mark.name).width, start = x + 12 + long > width ? x - long - 12 : x + 12;
    taken.push([start - 14, y - 12, start + long + 6, y + 12]);
    g.beginPath();
    if (mark.more || mark.plain) g.arc(x, y, 7, 0, 7);
    else g.rect(x - 6, y - 6, 12, 12);
    g.fillStyle = mark.plain ? "#fff" : mark.more ? "#f2b134" : LOSS;
    g.fill();
    g.strokeStyle = mark.more || mark.plain ? INK : "#fff";
    g.lineWidth = 2.5;
    g.stroke();
    g.lineWidth = 4;
    g.strokeStyle = PAPER;
    g.strokeText(mark.name, start, y + 5);
    g.fillStyle = INK;
    g.fillText(mark.name, start, y + 5);
  }
}
customElements.define("scenario-map", ScenarioMap);
