// Data of the map: the image of commune numbers, the figures, and the colours of their classes.

/** A measure on a map: the divisor of its two-byte figures, classes of figures and of changes, words.
 * @typedef {{factor: number, later_factor?: number, bounds: number[], colours: string[], change_bounds: number[],
 *   change_colours: string[], unit: string, one: string, whole: boolean, decimals: number[], noticed: number, most: number | null}} Measure */

/** Changes are in thousandths; names, codes and points are null until they are loaded.
 * @typedef {{width: number, height: number, names: string[] | null, codes: string[] | null, points: number[] | null,
 *   access: Uint16Array, change: Int32Array | null, measure: Measure, borders: {own: boolean, p: number[]}[],
 *   towns: {name: string, x: number, y: number, code: string}[], ids: Uint16Array, palette?: Uint32Array,
 *   unmeasured?: number[]}} MapData */

export const NEIGHBOUR = 65535;
const PAPER = "#fbfaf7";
const GROUND = "#ece8df";

/** Converts a colour to a canvas pixel: alpha, blue, green, red. */
function pixel(/** @type {string} */ colour) {
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function classOf(/** @type {number} */ value, /** @type {number[]} */ bounds) {
  let k = 0;
  while (k < bounds.length && value >= bounds[k]) k++;
  return k;
}

/** Fetches a URL. Throws on any other answer than success. */
export async function fetched(/** @type {string} */ url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} at ${url}`);
  return answer;
}

/** Returns the commune number of every pixel: 0 outside, 65535 neighbouring land, else index + 1. */
export async function numbers(/** @type {string} */ url, /** @type {number} */ width, /** @type {number} */ height) {
  const blob = await (await fetched(url)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const bytes = context.getImageData(0, 0, width, height).data;
  const ids = new Uint16Array(width * height);
  for (let k = 0; k < ids.length; k++) ids[k] = (bytes[4 * k] << 8) | bytes[4 * k + 1];
  return ids;
}

/** Loads the data of a map from the URLs in its page. @returns {Promise<MapData>} */
export async function read(/** @type {DOMStringMap} */ source, /** @type {Measure} */ measure) {
  const figures = fetched(source.values).then((answer) => answer.arrayBuffer());
  const ground = fetched(source.ground).then((answer) => answer.json());
  const pixels = ground.then(({ width, height }) => numbers(source.ids, width, height));
  const [rest, ids, bytes] = await Promise.all([ground, pixels, figures]);
  return { ...rest, ids, access: new Uint16Array(bytes), change: null, measure, names: null, codes: null, points: null };
}

/** Loads codes, names and places of the communes. */
export async function directory(/** @type {DOMStringMap} */ source) {
  return (await fetched(source.names)).json();
}

/** Returns the figure of commune `i` in a view: its access, its access with the plan, or the difference. */
export function figure(/** @type {MapData} */ data, /** @type {number} */ i, /** @type {string} */ view) {
  const gain = data.change ? data.change[i] / 1000 : 0;
  if (view === "difference") return gain;
  return data.access[i] / data.measure.factor + (view === "avec" ? gain : 0);
}

/** Returns the same in words, for the tooltip. */
export function sentence(/** @type {MapData} */ data, /** @type {number} */ i, /** @type {string} */ view) {
  const value = figure(data, i, view);
  if (data.unmeasured?.includes(i)) return "non mesuré\u00a0: ses habitants ne sont pas dans les données";
  const { unit, one, whole, decimals, noticed, most } = data.measure, before = figure(data, i, "acces");
  const named = (/** @type {number} */ figure) => (Number(figure.toFixed(decimals[0])) < 2 ? one : unit);
  const write = (/** @type {number} */ figure, /** @type {number} */ digits) => {
    const text = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: whole ? 0 : digits, maximumFractionDigits: digits }).format(figure);
    return most && figure >= most ? `${most} ou plus` : text;
  };
  if (view !== "difference") return `${write(value, decimals[0])} ${named(value)}`;
  if (Math.abs(value) < noticed) return `${write(before, decimals[0])} ${named(before)}, inchangé`;
  return `${write(before, decimals[1])} → ${write(before + value, decimals[1])} ${named(before + value)}`;
}

/** Returns the coloured map as an image: one palette entry per commune, one look-up per pixel. */
export function paint(/** @type {MapData} */ data, /** @type {string} */ view) {
  const { bounds, colours, change_bounds, change_colours } = data.measure;
  const [limits, shades] = view === "difference" ? [change_bounds, change_colours.map(pixel)] : [bounds, colours.map(pixel)];
  const palette = new Uint32Array(NEIGHBOUR + 1).fill(pixel(PAPER));
  palette[NEIGHBOUR] = pixel(GROUND);
  for (let i = 0; i < data.access.length; i++) palette[i + 1] = shades[classOf(figure(data, i, view), limits)];
  for (const i of data.unmeasured ?? []) palette[i + 1] = palette[NEIGHBOUR];
  data.palette = palette;
  const { canvas, image, pixels } = surface(data);
  const ids = data.ids;
  for (let k = 0; k < pixels.length; k++) pixels[k] = palette[ids[k]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Returns the map's canvas, created once: creating one takes longer than colouring it. */
function surface(/** @type {any} */ data) {
  if (!data.surface) {
    const image = new ImageData(data.width, data.height);
    const canvas = new OffscreenCanvas(data.width, data.height);
    data.surface = { canvas, image, pixels: new Uint32Array(image.data.buffer) };
  }
  return data.surface;
}

/** Returns the index of the commune at a pixel, -1 without one. */
export function communeAt(/** @type {MapData} */ data, /** @type {number} */ x, /** @type {number} */ y) {
  const column = Math.floor(x), row = Math.floor(y);
  if (column < 0 || row < 0 || column >= data.width || row >= data.height) return -1;
  const id = data.ids[row * data.width + column];
  return id === 0 || id === NEIGHBOUR ? -1 : id - 1;
}

const FINGER = 24; // half the width of a finger, in screen pixels

/** Returns what `at` finds at a screen point; for touch, the nearest within a finger's width. */
export function pointed(/** @type {(x: number, y: number) => number} */ at, /** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ pointer) {
  const here = at(x, y);
  if (here >= 0 || pointer !== "touch") return here;
  for (let away = 3; away <= FINGER; away += 3) {
    for (let turn = 0; turn < 24; turn++) {
      const angle = (turn * Math.PI) / 12, i = at(x + away * Math.cos(angle), y + away * Math.sin(angle));
      if (i >= 0) return i;
    }
  }
  return -1;
}

/** Creates a tooltip over `parent`; call the returned function without arguments to hide it. */
export function bubble(/** @type {HTMLElement} */ parent) {
  const box = document.createElement("div");
  box.className = "mg-bubble";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true");
  const name = box.appendChild(document.createElement("b"));
  const text = box.appendChild(document.createElement("span"));
  parent.append(box);
  return (x = 0, y = 0, title = "", line = "") => {
    box.hidden = !title;
    if (!title) return;
    name.textContent = title;
    text.textContent = line;
    box.style.left = `${Math.min(Math.max(x, 124), Math.max(124, parent.clientWidth - 124))}px`;
    box.style.top = `${Math.max(y, 92)}px`;
  };
}
