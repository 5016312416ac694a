// The EEG viewer of a page: draws pages of a recording on a canvas, by mouse, keyboard or finger.

import { Recording } from "./eeg-data.js";

const PIXELS_A_MM = 96 / 25.4;
const NAMES = { bipolar: "Bipolaire longitudinal", transverse: "Bipolaire transverse", average: "Référence moyenne", reference: "Référence d’enregistrement" };
const LEFT = 64; // width of the names, in CSS pixels
const TOP = 18; // height of the seconds
const GAP = 12; // between two pages
const MOST_PLACES = 400; // annotations and interruptions that are listed
const SECONDS_AHEAD = 60; // of recording, fetched at least once a page is drawn: pages are leafed through faster than they come
const DENSE = 3; // samples a pixel from which a column is drawn from its least to its most value

const clock = (/** @type {number} */ seconds) => {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((one) => String(one).padStart(2, "0")).join(":");
};

const long = (/** @type {number} */ seconds) =>
  seconds < 120 ? `${seconds.toFixed(seconds < 10 ? 1 : 0).replace(".", ",")}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;

class EegViewer extends HTMLElement {
  connectedCallback() {
    this.began = performance.now();
    const facts = JSON.parse(document.querySelector("#eeg-facts").textContent);
    this.recording = new Recording(facts, this.dataset.address);
    this.montages = this.recording.montages();
    this.canvas = this.querySelector("canvas");
    this.start = 0;
    this.turns = [];
    this.fill();
    this.querySelector("[data-part=controls]").addEventListener("change", () => this.draw());
    for (const button of this.querySelectorAll("[data-act]")) button.addEventListener("click", () => this.act(button.dataset.act));
    this.querySelector("[data-part=to]").addEventListener("change", (event) => this.jump(this.read(event.target.value)));
    this.querySelector("[data-part=places]").addEventListener("click", (event) => {
      const at = event.target.closest("button")?.dataset.at;
      if (at) this.jump(Number(at) - this.page / 4);
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.grip(event));
    new ResizeObserver(() => this.resize()).observe(this.querySelector("[data-part=sheet]"));
    this.hidden = false;
  }

  part(/** @type {string} */ name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  value(/** @type {string} */ name) {
    return Number(this.part(name).value);
  }

  get page() {
    return Math.min(this.value("seconds"), Math.max(1, this.recording.seconds));
  }

  get pages() {
    return this.part("two").checked ? 2 : 1;
  }

  fill() {
    const select = this.part("montage");
    for (const name of ["bipolar", "average", "reference", "transverse"]) {
      if (this.montages[name]) select.add(new Option(NAMES[name], name));
    }
    const list = this.part("places");
    const gaps = this.recording.gaps.map(({ begins, ends }) => [begins, ends - begins, `Interruption de ${long(ends - begins)}`]);
    this.places = [...this.recording.facts.annotations.filter(([, , said]) => said), ...gaps].sort(([one], [two]) => one - two);
    for (const [at, , text] of this.places.slice(0, MOST_PLACES)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mg-link-button";
      button.dataset.at = at;
      button.textContent = `${clock(at)} ${text}`;
      item.append(button);
      list.append(item);
    }
    this.part("none").hidden = list.children.length > 0;
  }

  resize() {
    const box = this.part("sheet").getBoundingClientRect();
    const width = Math.max(280, Math.floor(box.width));
    const height = Math.max(320, Math.min(Math.floor(innerHeight * 0.78), 900));
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    const dense = Math.min(devicePixelRatio || 1, 2);
    this.canvas.width = width * dense;
    this.canvas.height = height * dense;
    this.dense = dense;
    this.draw();
  }

  act(/** @type {string} */ name) {
    const acts = {
      next: () => this.jump(this.start + this.page * this.pages),
      previous: () => this.jump(this.start - this.page * this.pages),
      first: () => this.jump(0),
      last: () => this.jump(this.recording.seconds),
      quote: () => this.quote(),
    };
    acts[name]?.();
  }

  key(/** @type {KeyboardEvent} */ event) {
    const second = event.shiftKey ? 1 : this.page * this.pages;
    const keys = {
      ArrowRight: () => this.jump(this.start + second),
      ArrowLeft: () => this.jump(this.start - second),
      PageDown: () => this.jump(this.start + this.page * this.pages),
      PageUp: () => this.jump(this.start - this.page * this.pages),
      Home: () => this.jump(0),
      End: () => this.jump(this.recording.seconds),
      ArrowUp: () => this.step("sensitivity", -1),
      ArrowDown: () => this.step("sensitivity", 1),
      "+": () => this.step("seconds", -1),
      "-": () => this.step("seconds", 1),
      m: () => this.step("montage", 1, true),
      a: () => this.nextAnnotation(1),
      A: () => this.nextAnnotation(-1),
    };
    const found = keys[event.key];
    if (!found || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    found();
  }

  step(/** @type {string} */ name, /** @type {number} */ by, round = false) {
    const select = this.part(name);
    const count = select.options.length;
    const next = select.selectedIndex + by;
    select.selectedIndex = round ? (next + count) % count : Math.min(count - 1, Math.max(0, next));
    this.draw();
  }

  nextAnnotation(/** @type {number} */ way) {
    const times = this.places.map(([at]) => at);
    const here = this.start + this.page / 4;
    const found = way > 0 ? times.find((at) => at > here + 0.05) : times.findLast((at) => at < here - 0.05);
    if (found !== undefined) this.jump(found - this.page / 4);
  }

  read(/** @type {string} */ text) {
    const parts = text.split(/[:h ]+/).filter(Boolean).map(Number);
    if (!parts.length || parts.some(Number.isNaN)) return this.start;
    return parts.reduce((sum, one) => sum * 60 + one, 0);
  }

  jump(/** @type {number} */ to) {
    const last = Math.max(0, this.recording.seconds - this.page);
    this.start = Math.max(0, Math.min(Math.round(to * 100) / 100, last));
    this.measured = null;
    this.draw();
  }

  filters() {
    return { high: this.value("high"), low: this.value("low"), notch: this.part("notch").checked ? 50 : 0 };
  }

  // Draw what is asked last: an earlier drawing that is still being read is given up.
  async draw() {
    if (!this.width) return;
    const asked = performance.now();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const montage = this.montages[this.part("montage").value];
    const [start, page, pages] = [this.start, this.page, this.pages];
    try {
      const stretches = [];
      for (let k = 0; k < pages; k += 1) {
        const from = start + k * page;
        const to = Math.min(this.recording.seconds, from + page);
        stretches.push({ from, lines: to > from ? await this.recording.lines(montage, from, to, this.filters()) : [] });
      }
      if (turn !== this.turn) return;
      this.stretches = stretches;
      this.paint();
      this.tell(performance.now() - asked);
      this.part("problem").textContent = "";
    } catch {
      if (turn === this.turn) this.part("problem").textContent = "La liaison est coupée, ou votre session est finie\u00a0: réessayez, ou rechargez la page.";
      return;
    }
    const next = start + page * pages;
    if (next < this.recording.seconds) this.recording.ahead(next, Math.min(this.recording.seconds, next + Math.max(SECONDS_AHEAD, page * pages))).catch(() => {});
  }

  tell(/** @type {number} */ took) {
    if (this.dataset.first === undefined) this.dataset.first = String(Math.round(performance.now() - this.began));
    else this.turns.push(Math.round(took * 10) / 10);
    this.dataset.turns = this.turns.slice(-200).join(" ");
    const end = Math.min(this.recording.seconds, this.start + this.page * this.pages);
    this.part("here").textContent = `De ${clock(this.start)} à ${clock(end)} sur ${clock(this.recording.seconds)}, ${this.part("montage").selectedOptions[0].text.toLowerCase()}, ${this.value("sensitivity")}\u00a0µV/mm`;
  }

  paint() {
    const paper = this.canvas.getContext("2d");
    paper.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, this.width, this.height);
    const width = (this.width - LEFT - GAP * (this.pages - 1)) / this.pages;
    this.stretches.forEach((stretch, k) => {
      const left = LEFT + k * (width + GAP);
      this.interruptions(paper, stretch.from, left, width);
      this.grid(paper, stretch.from, left, width);
      this.waves(paper, stretch, left, width);
      this.notes(paper, stretch.from, left, width);
    });
    this.names(paper);
    if (this.measured) this.ruler(paper);
  }

  // Nothing was recorded there: grey, with how long it lasted.
  interruptions(/** @type {CanvasRenderingContext2D} */ paper, /** @type {number} */ from, /** @type {number} */ left, /** @type {number} */ width) {
    const each = width / this.page;
    for (const { begins, ends } of this.recording.gaps) {
      const [first, last] = [Math.max(from, begins), Math.min(from + this.page, ends)];
      if (first >= last) continue;
      const x = left + (first - from) * each;
      paper.fillStyle = "#dcd8ce";
      paper.fillRect(x, TOP, (last - first) * each, this.height - TOP);
      paper.save();
      paper.translate(x + 14, this.height - 8);
      paper.rotate(-Math.PI / 2);
      paper.fillStyle = "#1b2a33";
      paper.font = "13px Atkinson Hyperlegible, sans-serif";
      paper.fillText(`Interruption de ${long(ends - begins)}`, 0, 0);
      paper.restore();
    }
  }

  grid(/** @type {CanvasRenderingContext2D} */ paper, /** @type {number} */ from, /** @type {number} */ left, /** @type {number} */ width) {
    const each = width / this.page;
    paper.font = "12px Atkinson Hyperlegible, sans-serif";
    const step = each < 14 ? 5 : 1;
    for (let second = Math.ceil(from); second <= from + this.page + 1e-6; second += 1) {
      const x = Math.round(left + (second - from) * each) + 0.5;
      paper.strokeStyle = second % 5 ? "#eceae4" : "#c9c5ba";
      if (second % step === 0) this.line(paper, x, TOP, x, this.height);
      if (second % 5 === 0 && x < left + width - 40) {
        paper.fillStyle = "#4a5963";
        paper.fillText(clock(second), x + 3, 12);
      }
    }
  }

  line(/** @type {CanvasRenderingContext2D} */ paper, ...[x1, y1, x2, y2]) {
    paper.beginPath();
    paper.moveTo(x1, y1);
    paper.lineTo(x2, y2);
    paper.stroke();
  }

  row(/** @type {number} */ k, /** @type {number} */ count) {
    return TOP + ((k + 0.5) * (this.height - TOP)) / count;
  }

  waves(/** @type {CanvasRenderingContext2D} */ paper, /** @type {any} */ stretch, /** @type {number} */ left, /** @type {number} */ width) {
    paper.save();
    paper.beginPath();
    paper.rect(left, TOP, width, this.height - TOP);
    paper.clip();
    paper.lineWidth = 1;
    stretch.lines.forEach((line, k) => {
      paper.strokeStyle = line.eeg ? "#1b2a33" : "#0b5d5e";
      // Upwards is negative, as in every EEG laboratory; other signals fill a third of their row.
      const scale = line.eeg ? PIXELS_A_MM / this.value("sensitivity") : this.height / stretch.lines.length / 3 / (spread(line.values) || 1);
      this.wave(paper, line, this.row(k, stretch.lines.length), scale * (line.eeg ? 1 : -1), left, width / this.page);
    });
    paper.restore();
  }

  wave(/** @type {CanvasRenderingContext2D} */ paper, /** @type {any} */ line, /** @type {number} */ middle, /** @type {number} */ scale, /** @type {number} */ left, /** @type {number} */ each) {
    const { values, rate } = line;
    const step = each / rate;
    paper.beginPath();
    // The pen is lifted over an interruption.
    let down = false;
    if (1 / step < DENSE) {
      for (let k = 0; k < values.length; k += 1) {
        if (values[k] !== values[k]) down = false;
        else {
          if (!down) paper.moveTo(left + k * step, middle + values[k] * scale);
          paper.lineTo(left + k * step, middle + values[k] * scale);
          down = true;
        }
      }
    } else {
      for (let x = 0, k = 0; k < values.length; x += 1) {
        const end = Math.min(values.length, Math.ceil((x + 1) / step));
        let least = Infinity;
        let most = -Infinity;
        for (; k < end; k += 1) {
          if (values[k] < least) least = values[k];
          if (values[k] > most) most = values[k];
        }
        if (least > most) {
          down = false;
          continue;
        }
        if (!down) paper.moveTo(left + x, middle + least * scale);
        paper.lineTo(left + x, middle + least * scale);
        paper.lineTo(left + x, middle + most * scale);
        down = true;
      }
    }
    paper.stroke();
  }

  notes(/** @type {CanvasRenderingContext2D} */ paper, /** @type {number} */ from, /** @type {number} */ left, /** @type {number} */ width) {
    paper.font = "13px Atkinson Hyperlegible, sans-serif";
    let turn = 0;
    for (const [at, , text] of this.recording.facts.annotations) {
      if (!text || at < from || at >= from + this.page) continue;
      const x = left + ((at - from) * width) / this.page;
      paper.strokeStyle = "#b3382c";
      this.line(paper, x, TOP, x, this.height);
      const y = TOP + 14 + (turn++ % 3) * 16;
      const long = paper.measureText(text).width;
      paper.fillStyle = "rgba(255,255,255,.85)";
      paper.fillRect(x + 2, y - 12, long + 4, 16);
      paper.fillStyle = "#8f2a20";
      paper.fillText(text, x + 4, y);
    }
  }

  names(/** @type {CanvasRenderingContext2D} */ paper) {
    const lines = this.stretches[0].lines;
    paper.fillStyle = "#fff";
    paper.fillRect(0, TOP, LEFT - 2, this.height);
    paper.fillStyle = "#1b2a33";
    paper.font = `${Math.min(14, Math.max(9, (this.height - TOP) / lines.length - 2))}px Atkinson Hyperlegible, sans-serif`;
    lines.forEach((line, k) => paper.fillText(line.name.slice(0, 10), 2, this.row(k, lines.length) + 4));
    paper.strokeStyle = "#1b2a33";
  }

  // Measure: from where the pointer went down to where it is, in time and voltage.
  grip(/** @type {PointerEvent} */ event) {
    if (event.pointerType === "touch" || event.button !== 0) return;
    this.canvas.focus();
    this.canvas.setPointerCapture(event.pointerId);
    const from = [event.offsetX, event.offsetY];
    const move = (/** @type {PointerEvent} */ moved) => {
      this.measured = [...from, moved.offsetX, moved.offsetY];
      this.paint();
      this.say();
    };
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", () => this.canvas.removeEventListener("pointermove", move), { once: true });
  }

  ruler(/** @type {CanvasRenderingContext2D} */ paper) {
    const [x1, y1, x2, y2] = this.measured;
    paper.strokeStyle = "#0b5d5e";
    paper.lineWidth = 2;
    paper.strokeRect(Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1));
    paper.lineWidth = 1;
  }

  say() {
    const [x1, y1, x2, y2] = this.measured;
    const width = (this.width - LEFT - GAP * (this.pages - 1)) / this.pages;
    const seconds = (Math.abs(x2 - x1) * this.page) / width;
    const microvolts = (Math.abs(y2 - y1) / PIXELS_A_MM) * this.value("sensitivity");
    const hertz = seconds > 0.02 ? `, ${(1 / seconds).toFixed(1).replace(".", ",")}\u00a0Hz si c’est une période` : "";
    this.part("measure").textContent = `Mesure\u00a0: ${(1000 * seconds).toFixed(0)}\u00a0ms, ${microvolts.toFixed(0)}\u00a0µV${hertz}`;
  }

  // Write the place that is shown into the conclusion of the report.
  quote() {
    const text = document.querySelector("textarea[name=conclusion]");
    if (!text) return;
    text.value = `${text.value}${text.value && !/\s$/.test(text.value) ? " " : ""}[${clock(this.start)}] `;
    text.focus();
  }
}

function spread(/** @type {Float32Array} */ values) {
  let least = Infinity;
  let most = -Infinity;
  for (const one of values) {
    if (one < least) least = one;
    if (one > most) most = one;
  }
  return most - least;
}

customElements.define("eeg-viewer", EegViewer);
