// Web worker: reads a file of contours (format: cartography/contours.py) and divides the communes into triangles, so
// that this work does not block the page.

import "./earcut.min.js";

const GROUP = 192; // parts drawn or skipped together
const PATIENCE = 40; // requests to make while the server draws the file for the first time

/** @typedef {{step: number, x: number, y: number, parts: number, points: number, towns: number,
 *   departments: number[], metres: number, anchor: [number, number]}} Header */

/** @typedef {{header: Header, vertices: Uint16Array, triangles: Uint32Array, groups: Float64Array,
 *   borders: Uint16Array, centres: Float32Array, towns: Uint16Array}} Contours */

/** Returns the file's bytes; the server answers 202 while it draws the file. */
async function read(/** @type {string} */ url) {
  for (let k = 0; k < PATIENCE; k++) {
    const answer = await fetch(url);
    if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
    if (answer.status !== 202) break;
    await new Promise((go) => setTimeout(go, 1000 * Number(answer.headers.get("Retry-After") ?? 1)));
  }
  throw new Error(`no contours at ${url}`);
}

/** Returns a reader of the file's integers, from `at` on. */
function reader(/** @type {Uint8Array} */ bytes, /** @type {number} */ at) {
  return () => {
    let value = 0, shift = 0, byte = 0;
    do {
      byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return (value >>> 1) ^ -(value & 1);
  };
}

/** @returns {Contours} */
export function decode(/** @type {Uint8Array} */ bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const next = reader(bytes, 8 + length), shared = edges(header);
  const vertices = new Uint16Array(4 * header.points), triangles = [], groups = [];
  const size = new Map(), middle = new Map();
  let number = 0, x0 = 0, y0 = 0, point = 0, from = 0, box = empty();
  for (let part = 0; part < header.parts; part++) {
    number += next();
    const rings = next(), flat = [], holes = [], first = point;
    for (let ring = 0; ring < rings; ring++) {
      if (ring) holes.push(flat.length / 2);
      const count = next(), start = point;
      let x = (x0 += next()), y = (y0 += next());
      for (let k = 0; ; ) {
        flat.push(x, y);
        vertices.set([x, y, number], 4 * point++);
        if (++k === count) break;
        x += next();
        y += next();
      }
      for (let k = start; k < point; k++) shared.add(vertices, k, k + 1 === point ? start : k + 1, number);
    }
    for (const corner of globalThis.earcut.default(flat, holes)) triangles.push(first + corner);
    widen(box, flat);
    const [area, cx, cy] = centre(flat, holes[0] ?? flat.length / 2);
    if (area > (size.get(number) ?? -1)) size.set(number, area), middle.set(number, [cx, cy]);
    if ((part + 1) % GROUP === 0 || part + 1 === header.parts) {
      groups.push(from, triangles.length - from, ...box);
      from = triangles.length;
      box = empty();
    }
  }
  const towns = new Uint16Array(header.towns);
  for (let k = 0, town = 0; k < towns.length; k++) towns[k] = town += next();
  return {
    header, vertices, triangles: Uint32Array.from(triangles), groups: Float64Array.from(groups),
    borders: Uint16Array.from(shared.borders), centres: places(middle), towns,
  };
}

const empty = () => [Infinity, Infinity, -Infinity, -Infinity];

function widen(/** @type {number[]} */ box, /** @type {number[]} */ flat) {
  for (let k = 0; k < flat.length; k += 2) {
    box[0] = Math.min(box[0], flat[k]);
    box[1] = Math.min(box[1], flat[k + 1]);
    box[2] = Math.max(box[2], flat[k]);
    box[3] = Math.max(box[3], flat[k + 1]);
  }
}

/** Returns the area and the centroid of an outer ring of `count` points. */
function centre(/** @type {number[]} */ flat, /** @type {number} */ count) {
  let area = 0, x = 0, y = 0;
  for (let k = 0, j = count - 1; k < count; j = k++) {
    const ax = flat[2 * j] - flat[0], ay = flat[2 * j + 1] - flat[1], bx = flat[2 * k] - flat[0], by = flat[2 * k + 1] - flat[1];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area ? [Math.abs(area), flat[0] + x / (3 * area), flat[1] + y / (3 * area)] : [0, flat[0], flat[1]];
}

/** Returns the centres by commune number, two values each. */
function places(/** @type {Map<number, number[]>} */ middle) {
  const last = Math.max(0, ...[...middle.keys()].filter((number) => number < 65535));
  const centres = new Float32Array(2 * (last + 1));
  for (const [number, place] of middle) if (number <= last) centres.set(place, 2 * number);
  return centres;
}

/** Collects edges; keeps those shared by two departments, four values each. */
function edges(/** @type {Header} */ header) {
  const size = 2 ** Math.ceil(Math.log2(2 * header.points + 2)), mask = size - 1;
  const one = new Uint32Array(size), other = new Uint32Array(size), owner = new Uint16Array(size);
  const department = new Uint8Array(65536), borders = [];
  for (let number = 1, k = 0; number < 65535; number++) {
    if (number === header.departments[k]) k++;
    department[number] = k + 1;
  }
  return {
    borders,
    add(/** @type {Uint16Array} */ v, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ number) {
      const a = ((v[4 * from] << 16) | v[4 * from + 1]) >>> 0, b = ((v[4 * to] << 16) | v[4 * to + 1]) >>> 0;
      const low = Math.min(a, b), high = Math.max(a, b);
      let at = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
      for (at = (at ^ (at >>> 15)) & mask; owner[at]; at = (at + 1) & mask) {
        if (one[at] !== low || other[at] !== high) continue;
        if (department[owner[at]] !== department[number]) borders.push(v[4 * from], v[4 * from + 1], v[4 * to], v[4 * to + 1]);
        return;
      }
      one[at] = low;
      other[at] = high;
      owner[at] = number;
    },
  };
}

addEventListener("message", async ({ data }) => {
  try {
    const found = decode(await read(data));
    const given = [found.vertices, found.triangles, found.groups, found.borders, found.centres, found.towns];
    postMessage(found, { transfer: given.map((array) => array.buffer) });
  } catch (problem) {
    postMessage({ problem: String(problem) });
  }
});
