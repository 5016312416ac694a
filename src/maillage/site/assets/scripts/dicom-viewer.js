// The viewer of images: series of plain numbers, read frame by frame, shown through a window on a canvas. The site wrote
// the pixels without compression when they came in, so that no decoder is needed here.

const WINDOWS = { cerveau: [40, 80], os: [500, 2000], poumon: [-500, 1500], mediastin: [40, 400], abdomen: [60, 350] };
const AHEAD = 4; // frames read before they are asked for
const KEPT = 240; // frames kept in memory

class Pane {
  constructor(/** @type {DicomViewer} */ viewer, /** @type {HTMLElement} */ box) {
    this.viewer = viewer;
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.select = box.querySelector("[data-part=series]");
    this.slider = box.querySelector("[data-part=slice]");
    this.frame = 0;
    this.zoom = 1;
    /** @type {Map<string, Promise<any>>} */
    this.kept = new Map();
    this.marks = [];
    this.select.addEventListener("change", () => this.open(Number(this.select.value)));
    this.slider.addEventListener("input", () => this.viewer.scroll(this, Number(this.slider.value) - this.frame));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => this.grip(event));
  }

  open(/** @type {number} */ number) {
    this.series = this.viewer.series[number];
    this.select.value = String(number);
    this.frames = this.series.images.toSorted(inOrder).flatMap((image) => Array.from({ length: image.frames }, (_, frame) => ({ image, frame })));
    const [first] = this.series.images;
    const low = first.least * first.slope + first.intercept;
    const high = first.most * first.slope + first.intercept;
    this.center = first.center ?? (low + high) / 2;
    this.width = Math.max(1, first.width ?? high - low);
    this.slider.max = String(this.frames.length - 1);
    this.slider.disabled = this.frames.length < 2;
    this.marks = [];
    this.show(Math.floor(this.frames.length / 2));
  }

  get image() {
    return this.frames[this.frame].image;
  }

  async show(/** @type {number} */ frame) {
    this.frame = Math.max(0, Math.min(this.frames.length - 1, frame));
    this.slider.value = String(this.frame);
    const asked = performance.now();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const pixels = await this.read(this.frame);
      if (turn !== this.turn) return;
      this.pixels = pixels;
      this.paint();
      this.viewer.tell(performance.now() - asked);
    } catch {
      if (turn === this.turn) this.viewer.problem("La liaison est coupée, ou votre session est finie\u00a0: réessayez, ou rechargez la page.");
      return;
    }
    for (let k = 1; k <= AHEAD; k += 1) {
      for (const next of [this.frame + k, this.frame - k]) if (next >= 0 && next < this.frames.length) this.read(next).catch(() => {});
    }
  }

  read(/** @type {number} */ number) {
    const { image, frame } = this.frames[number];
    const key = `${image.address} ${frame}`;
    let found = this.kept.get(key);
    if (!found) {
      const size = image.rows * image.columns * (image.colours ? 3 : 1) * image.bytes;
      const start = image.pixels_at + frame * size;
      found = this.bytes(image, start, start + size).then((buffer) => numbersOf(image, buffer));
      found.catch(() => this.kept.delete(key));
      this.kept.set(key, found);
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    }
    return found;
  }

  async bytes(/** @type {any} */ image, /** @type {number} */ start, /** @type {number} */ stop) {
    for (const address of [image.given ?? image.address, image.address]) {
      const answer = await fetch(address, { headers: { Range: `bytes=${start}-${stop - 1}` } });
      if (answer.status === 206) {
        image.given = answer.url;
        return answer.arrayBuffer();
      }
    }
    throw new Error("range");
  }

  paint() {
    const { rows, columns } = this.image;
    const [height, width] = this.image.spacing.length === 2 ? this.image.spacing : [1, 1];
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.canvas.style.aspectRatio = `${columns * width} / ${rows * height}`;
    const paper = this.canvas.getContext("2d");
    paper.putImageData(windowed(this.image, this.pixels, this.center, this.width), 0, 0);
    paper.lineWidth = Math.max(1, columns / 256);
    paper.strokeStyle = paper.fillStyle = "#f2b134";
    paper.font = `${Math.max(10, Math.round(columns / 24))}px Atkinson Hyperlegible, sans-serif`;
    for (const mark of this.marks.filter((one) => one.frame === this.frame)) this.mark(paper, mark);
    const place = this.frames.length > 1 ? `Image ${this.frame + 1} sur ${this.frames.length}, ` : "";
    const unit = this.image.modality === "CT" ? "\u00a0UH" : "";
    this.box.querySelector("[data-part=here]").textContent = `${place}fenêtre ${Math.round(this.width)}, centre ${Math.round(this.center)}${unit}`;
  }

  mark(/** @type {CanvasRenderingContext2D} */ paper, /** @type {any} */ mark) {
    paper.beginPath();
    paper.moveTo(mark.x1, mark.y1);
    paper.lineTo(mark.x2, mark.y2);
    paper.stroke();
    paper.fillText(mark.text, mark.x2 + 4, mark.y2);
  }

  key(/** @type {KeyboardEvent} */ event) {
    const keys = {
      ArrowDown: () => this.viewer.scroll(this, 1), ArrowUp: () => this.viewer.scroll(this, -1),
      PageDown: () => this.viewer.scroll(this, 10), PageUp: () => this.viewer.scroll(this, -10),
      Home: () => this.viewer.scroll(this, -Infinity), End: () => this.viewer.scroll(this, Infinity),
      ArrowRight: () => this.viewer.window(this, this.center + this.width / 20, this.width),
      ArrowLeft: () => this.viewer.window(this, this.center - this.width / 20, this.width),
      "+": () => this.viewer.window(this, this.center, this.width * 0.9), "-": () => this.viewer.window(this, this.center, this.width / 0.9),
    };
    const found = keys[event.key];
    if (!found || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    found();
  }

  wheel(/** @type {WheelEvent} */ event) {
    if (event.ctrlKey || this.frames.length < 2) return;
    event.preventDefault();
    this.viewer.scroll(this, Math.sign(event.deltaY));
  }

  // Where a pointer is, in pixels of the image.
  at(/** @type {PointerEvent} */ event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.image.columns) / box.width, ((event.clientY - box.top) * this.image.rows) / box.height];
  }

  grip(/** @type {PointerEvent} */ event) {
    // A finger scrolls the page; the window and the slice have lists and a slider.
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const [x1, y1] = this.at(event);
    const [center, width] = [this.center, this.width];
    const measures = this.viewer.tool === "measure";
    const mark = { frame: this.frame, x1, y1, x2: x1, y2: y1, text: "" };
    if (measures) this.marks.push(mark);
    const move = (/** @type {PointerEvent} */ moved) => {
      const [x2, y2] = this.at(moved);
      if (measures) {
        Object.assign(mark, { x2, y2, text: this.length(x2 - x1, y2 - y1) });
        this.paint();
        this.viewer.say(`Mesure\u00a0: ${mark.text}`);
      } else this.viewer.window(this, center + ((y2 - y1) * width) / this.image.rows, Math.max(1, width * (1 + (x2 - x1) / this.image.columns)));
    };
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", () => {
      this.canvas.removeEventListener("pointermove", move);
      if (measures && Math.hypot(mark.x2 - x1, mark.y2 - y1) < 2) this.note(mark);
    }, { once: true });
  }

  // A point is pointed at, with its value and the text of the reader.
  note(/** @type {any} */ mark) {
    const said = this.viewer.part("text").value.trim();
    const { slope, intercept, columns, colours } = this.image;
    const place = Math.floor(mark.y1) * columns + Math.floor(mark.x1);
    const value = colours ? "" : `${Math.round(this.pixels[place] * slope + intercept)}${this.image.modality === "CT" ? "\u00a0UH" : ""}`;
    Object.assign(mark, { x2: mark.x1 + columns / 30, y2: mark.y1 - columns / 30, text: said || value });
    this.paint();
    this.viewer.say(`Repère, image ${this.frame + 1}\u00a0: ${said} ${value}`);
  }

  length(/** @type {number} */ across, /** @type {number} */ down) {
    const { spacing } = this.image;
    if (spacing.length !== 2) return `${Math.hypot(across, down).toFixed(0)}\u00a0points (taille inconnue)`;
    return `${Math.hypot(across * spacing[1], down * spacing[0]).toFixed(1).replace(".", ",")}\u00a0mm`;
  }
}

class DicomViewer extends HTMLElement {
  connectedCallback() {
    this.began = performance.now();
    this.series = JSON.parse(document.querySelector("#dicom-series").textContent);
    this.times = [];
    this.tool = "window";
    this.panes = [...this.querySelectorAll("[data-part=pane]")].map((box) => new Pane(this, box));
    for (const pane of this.panes) this.series.forEach((one, number) => pane.select.add(new Option(one.name, String(number))));
    for (const button of this.querySelectorAll("[data-act]")) button.addEventListener("click", () => this.act(button));
    this.part("window").addEventListener("change", (event) => this.preset(event.target.value));
    this.part("two").addEventListener("change", (event) => this.compare(event.target.checked));
    this.part("two").disabled = this.series.length < 2;
    const first = Math.max(0, this.series.findIndex((one) => one.series === this.dataset.first));
    this.hidden = false;
    this.panes[0].open(first);
    this.second = this.series.findIndex((one, number) => number !== first);
  }

  part(/** @type {string} */ name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  get shown() {
    return this.panes.filter((pane) => !pane.box.hidden);
  }

  compare(/** @type {boolean} */ two) {
    this.panes[1].box.hidden = !two;
    this.part("panes").classList.toggle("mg-dicom__panes--two", two);
    if (two) {
      this.panes[1].open(this.second);
      this.panes[1].show(Math.round((this.panes[0].frame * (this.panes[1].frames.length - 1)) / Math.max(1, this.panes[0].frames.length - 1)));
    }
  }

  // Scrolling one series scrolls the one beside it.
  scroll(/** @type {Pane} */ pane, /** @type {number} */ by) {
    const before = pane.frame;
    pane.show(pane.frame + by);
    const moved = pane.frame - before;
    for (const other of this.shown) if (other !== pane && moved) other.show(other.frame + moved);
  }

  window(/** @type {Pane} */ pane, /** @type {number} */ center, /** @type {number} */ width) {
    for (const one of this.shown) {
      one.center = center;
      one.width = Math.max(1, width);
      if (one.pixels) one.paint();
    }
    this.part("window").value = "";
  }

  preset(/** @type {string} */ name) {
    if (WINDOWS[name]) this.window(this.panes[0], ...WINDOWS[name]);
    else for (const pane of this.shown) pane.open(Number(pane.select.value));
    this.part("window").value = name;
  }

  act(/** @type {HTMLElement} */ button) {
    const name = button.dataset.act;
    if (name === "measure") {
      this.tool = this.tool === "measure" ? "window" : "measure";
      button.setAttribute("aria-pressed", String(this.tool === "measure"));
    } else if (name === "clear") {
      for (const pane of this.panes) {
        pane.marks = [];
        if (pane.pixels) pane.paint();
      }
    } else if (name === "quote") this.quote();
    else this.scroll(this.panes[0], name === "next" ? 1 : -1);
  }

  quote() {
    const text = document.querySelector("textarea[name=findings], textarea[name=conclusion]");
    if (!text) return;
    const pane = this.panes[0];
    const marks = pane.marks.filter((one) => one.frame === pane.frame).map((one) => one.text);
    text.value = `${text.value}${text.value && !/\s$/.test(text.value) ? " " : ""}[image ${pane.frame + 1}${marks.length ? `\u00a0: ${marks.join(", ")}` : ""}] `;
    text.focus();
  }

  say(/** @type {string} */ text) {
    this.part("said").textContent = text;
  }

  problem(/** @type {string} */ text) {
    this.part("problem").textContent = text;
  }

  tell(/** @type {number} */ took) {
    if (this.dataset.shown === undefined) this.dataset.shown = String(Math.round(performance.now() - this.began));
    else this.times.push(Math.round(took * 10) / 10);
    this.dataset.steps = this.times.slice(-200).join(" ");
    this.problem("");
  }
}

// Slices in the order of the body, else by their number.
function inOrder(/** @type {any} */ a, /** @type {any} */ b) {
  const [one, other] = [depth(a), depth(b)];
  if (one !== null && other !== null && one !== other) return one - other;
  return (a.number ?? 0) - (b.number ?? 0);
}

function depth(/** @type {any} */ image) {
  const [o, p] = [image.orientation, image.position];
  if (o.length !== 6 || p.length !== 3) return null;
  const across = [o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]];
  return across[0] * p[0] + across[1] * p[1] + across[2] * p[2];
}

function numbersOf(/** @type {any} */ image, /** @type {ArrayBuffer} */ buffer) {
  if (image.bytes === 1) return image.signed ? new Int8Array(buffer) : new Uint8Array(buffer);
  return image.signed ? new Int16Array(buffer) : new Uint16Array(buffer);
}

// Grey levels of a window, by a table over the values there are (DICOM PS3.3 C.11.2.1.2.1, simplified to its slope).
function windowed(/** @type {any} */ image, /** @type {any} */ pixels, /** @type {number} */ center, /** @type {number} */ width) {
  const found = new ImageData(image.columns, image.rows);
  const into = new Uint32Array(found.data.buffer);
  if (image.colours) {
    for (let k = 0; k < into.length; k += 1) into[k] = 0xff000000 | (pixels[3 * k + 2] << 16) | (pixels[3 * k + 1] << 8) | pixels[3 * k];
    return found;
  }
  const offset = image.signed ? 2 ** (8 * image.bytes - 1) : 0;
  const table = new Uint32Array(2 ** (8 * image.bytes));
  const low = center - width / 2;
  for (let k = 0; k < table.length; k += 1) {
    let grey = Math.max(0, Math.min(255, Math.round((((k - offset) * image.slope + image.intercept - low) / width) * 255)));
    if (image.inverted) grey = 255 - grey;
    table[k] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  for (let k = 0; k < into.length; k += 1) into[k] = table[pixels[k] + offset];
  return found;
}

customElements.define("dicom-viewer", DicomViewer);
