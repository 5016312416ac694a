// A map that can be zoomed and moved by pointer, touch and keyboard: the visible frame, and what is drawn in it.
// Without this script the page shows a coloured image, and the same figures in a table.

import { DeepZoom } from "./deep-zoom.js";
import { bubble, communeAt, paint } from "./map-data.js";

const INK = "#1b2a33";
const PAPER = "#fbfaf7";
const CLOSEST = 150; // image pixels across the frame at the largest zoom
const STEP = 0.62;
const TOWNS = 40; // names that a close view tries to place

export class FramedMap extends HTMLElement {
  async connectedCallback() {
    try {
      this.data = await this.read();
    } catch {
      const still = this.querySelector("noscript"); // the image for pages without script
      if (still) this.innerHTML = still.textContent;
      return;
    }
    this.view = this.dataset.view || "acces";
    this.deep = DeepZoom.of(this.dataset, () => {
      this.frame = this.kept(this.frame); // without the close view, the image limits the zoom
      this.draw();
    });
    this.picture = paint(this.data, this.view);
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.append(this.canvas);
    this.say = bubble(this);
    this.pointers = new Map();
    this.listen();
    this.frame = this.startFrame();
    new ResizeObserver(() => this.draw()).observe(this);
    this.draw();
    this.setAttribute("data-ready", "");
    this.begin();
  }

  whole() {
    const { width, height } = this.data, shape = this.clientWidth / this.clientHeight;
    return { x: width / 2, y: height / 2, w: Math.max(width, height * shape) };
  }

  /** Limits a frame to the whole map and to the largest zoom. */
  kept(frame) {
    const closest = this.deep && !this.deep.failed ? this.deep.closest : CLOSEST;
    const w = Math.min(Math.max(frame.w, closest), this.whole().w);
    return {
      w,
      x: Math.min(Math.max(frame.x, 0), this.data.width),
      y: Math.min(Math.max(frame.y, 0), this.data.height),
    };
  }

  listen() {
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.closest("[hidden]")?.removeAttribute("hidden");
      button.addEventListener("click", () => this.press(button.dataset.zoom));
    }
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, (event) => this.up(event));
    // Lifting a finger fires pointerleave: keep the tooltip then.
    this.canvas.addEventListener("pointerleave", (event) => { if (!this.pointers.size && event.pointerType !== "touch") this.say(); });
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.addEventListener("keydown", (event) => this.key(event));
  }

  press(action) {
    if (action === "all") this.show(this.whole());
    else this.zoom(action === "in" ? STEP : 1 / STEP, this.clientWidth / 2, this.clientHeight / 2);
  }

  key(event) {
    const step = this.frame.w / 8;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key in moves) {
      const [dx, dy] = moves[event.key];
      this.show({ ...this.frame, x: this.frame.x + dx, y: this.frame.y + dy });
      this.tellCentre();
    } else if (event.key === "+" || event.key === "=") this.press("in");
    else if (event.key === "-") this.press("out");
    else if (event.key === "0") this.press("all");
    else return;
    event.preventDefault();
  }

  /** With the keyboard, the tooltip shows the commune in the middle. */
  tellCentre() {
    const i = this.at(this.clientWidth / 2, this.clientHeight / 2);
    if (i >= 0) this.tell(i);
    else this.say();
  }

  /** Returns the index of the commune at a point of this element, -1 without one. */
  at(x, y) {
    if (this.deep?.shown) return this.deep.at(x, y);
    return communeAt(this.data, (x - this.left) / this.scale, (y - this.top) / this.scale);
  }

  wheel(event) {
    if (!event.ctrlKey && document.activeElement !== this) return; // by default the wheel scrolls the page
    event.preventDefault();
    const box = this.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 0.8 : 1.25, event.clientX - box.left, event.clientY - box.top);
  }

  down(event) {
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.canvas.setPointerCapture(event.pointerId);
    this.moved = 0;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.question(event);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length) this.pinch(others[0], before, [event.clientX, event.clientY]);
    else {
      this.moved += Math.abs(event.clientX - before[0]) + Math.abs(event.clientY - before[1]);
      this.show({
        ...this.frame,
        x: this.frame.x - (event.clientX - before[0]) / this.scale,
        y: this.frame.y - (event.clientY - before[1]) / this.scale,
      });
    }
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  pinch(still, before, after) {
    const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
    const box = this.getBoundingClientRect();
    this.moved = 99;
    this.zoom(apart(still, before) / apart(still, after), (still[0] + after[0]) / 2 - box.left, (still[1] + after[1]) / 2 - box.top);
  }

  /** Returns the place of a commune, in image pixels. */
  middle(i) {
    return (this.deep?.shown && this.deep.middle(i)) || this.point(i);
  }

  zoom(factor, x, y) {
    const at = [(x - this.left) / this.scale, (y - this.top) / this.scale];
    const w = this.kept({ ...this.frame, w: this.frame.w * factor }).w, ratio = w / this.frame.w;
    this.show({ w, x: at[0] + (this.frame.x - at[0]) * ratio, y: at[1] + (this.frame.y - at[1]) * ratio });
  }

  show(frame) {
    this.frame = this.kept(frame);
    this.say();
    this.draw();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.remember(), 300);
  }

  /** Writes the visible frame into the URL, so that it can be shared. */
  remember() {
    const url = new URL(location.href), { x, y, w } = this.frame;
    url.searchParams.set("territoire", this.dataset.territory); // a frame belongs to this territory's map
    if (w >= this.whole().w) url.searchParams.delete("cadre");
    else {
      const grain = w < CLOSEST ? 10 : 1; // finer steps at zoom levels finer than the image
      url.searchParams.set("cadre", [x, y, w].map((value) => Math.round(value * grain) / grain).join(","));
    }
    history.replaceState(null, "", url);
  }

  draw() {
    if (!this.frame || !this.clientWidth) return;
    const dots = devicePixelRatio || 1, width = this.clientWidth, height = this.clientHeight;
    this.canvas.width = width * dots;
    this.canvas.height = height * dots;
    this.scale = width / this.frame.w;
    this.left = width / 2 - this.frame.x * this.scale;
    this.top = height / 2 - this.frame.y * this.scale;
    const g = this.canvas.getContext("2d");
    g.scale(dots, dots);
    g.fillStyle = PAPER;
    g.fillRect(0, 0, width, height);
    g.imageSmoothingQuality = "medium";
    const closer = this.closer({ scale: this.scale, left: this.left, top: this.top, width, height, dots });
    if (closer) g.drawImage(closer, 0, 0, width, height);
    else g.drawImage(this.picture, this.left, this.top, this.data.width * this.scale, this.data.height * this.scale);
    this.borders(g, width, height, dots);
    g.lineJoin = "round"; // no spikes in the outline of letters
    this.names(g, width, height);
  }

  /** Returns the communes drawn at a zoom finer than the image, null if the image is used. */
  closer(view) {
    if (!this.deep) return null;
    this.deep.shown = false;
    if (view.scale * view.dots <= 1 || this.frame.w >= this.whole().w) return null;
    this.deep.ask();
    return this.deep.paint(view, this.data.palette);
  }

  /** Draws department borders; redraws them only if the frame has changed. */
  borders(g, width, height, dots) {
    const deep = Boolean(this.deep?.shown), state = [this.scale, this.left, this.top, width, height, dots, deep].join();
    if (this.drawn?.state !== state) {
      const canvas = new OffscreenCanvas(Math.round(width * dots), Math.round(height * dots));
      const over = canvas.getContext("2d");
      over.scale(dots, dots);
      over.lineJoin = "round";
      if (deep) this.sharp(over, width, height);
      else for (const border of this.data.borders) this.line(over, border);
      this.drawn = { state, canvas };
    }
    g.drawImage(this.drawn.canvas, 0, 0, width, height);
  }

  /** Draws the same in the close view, along the communes' own edges. */
  sharp(g, width, height) {
    g.lineCap = "round";
    g.beginPath();
    this.deep.borders(g, { scale: this.scale, left: this.left, top: this.top, width, height });
    for (const [colour, line] of [[PAPER, 3.2], ["rgb(27 42 51 / .6)", 1.2]]) {
      g.strokeStyle = colour;
      g.lineWidth = line;
      g.stroke();
    }
  }

  /** Returns the towns to name: those of the map, and more of them in the close view. */
  towns() {
    if (!this.deep?.shown || !this.data.names) return this.data.towns;
    const named = new Set(this.data.towns.map((town) => town.name));
    const more = this.deep.towns(TOWNS).map(({ i, x, y }) => ({ name: this.data.names[i], code: this.data.codes[i], x, y }));
    return [...this.data.towns, ...more.filter((town) => !named.has(town.name))];
  }

  label(g, town, taken, width, height, size) {
    const x = town.x * this.scale + this.left, y = town.y * this.scale + this.top;
    if (x < 8 || y < 12 || x > width - 8 || y > height - 12) return;
    g.font = `${town.major ? 700 : 400} ${size}px "Atkinson Hyperlegible", system-ui, sans-serif`;
    const long = g.measureText(town.name).width;
    for (const start of [x + 10, x - long - 10]) {
      const box = [start - 12, y - 10, start + long + 4, y + 10];
      if (box[0] < 0 || box[2] > width || taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
      taken.push(box);
      g.beginPath();
      g.arc(x, y, 3, 0, 7);
      g.fillStyle = INK;
      g.fill();
      g.strokeStyle = PAPER;
      g.lineWidth = 1.5;
      g.stroke();
      g.lineWidth = 4;
      g.strokeStyle = PAPER;
      g.strokeText(town.name, start, y + 5);
      g.fillStyle = INK;
      g.fillText(town.name, start, y + 5);
      return;
    }
  }
}
