// The map at a zoom level finer than its image: WebGL2 draws the communes as triangles into a buffer of commune numbers,
// coloured with the image's palette. Without WebGL2 or the file of contours, the map enlarges its image.
// The buffer is read back once per frame: applying a new palette is then one look-up per pixel, as for the image, and
// finding the commune under the pointer needs no access to the graphics card.

/** @typedef {{scale: number, left: number, top: number, width: number, height: number, dots: number}} View
 *   Element pixels per image pixel, the image's origin, the element's size, device pixels per CSS pixel. */

const CORNERS = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in uint number;
uniform vec4 view;
flat out uint id;
void main() {
  id = number;
  gl_Position = vec4(place * view.xy + view.zw, 0, 1);
}`;

const NUMBERS = `#version 300 es
precision highp float;
flat in uint id;
out vec4 number;
void main() { number = vec4(float(id & 255u), float(id >> 8u), 0, 255) / 255.0; }`;

const NEIGHBOUR = 65535, INK = [27, 42, 51], PAPER = [251, 250, 247];
const CALM = 160; // milliseconds without movement before edges are anti-aliased
const LINES_FROM = 16, LINES_FULL = 40; // mean size of a commune in pixels at which outlines appear, and are fully drawn

function program(/** @type {WebGL2RenderingContext} */ gl) {
  const made = gl.createProgram();
  for (const [kind, source] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, NUMBERS]])) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? "shader");
  return made;
}

export class DeepZoom {
  /** Returns the close view described by a map's attributes, null without one or without browser support. */
  static of(/** @type {DOMStringMap} */ source, /** @type {() => void} */ changed) {
    if (!source.contours || !source.place) return null;
    const [x, y, metres, across] = source.place.split(",").map(Number);
    return new DeepZoom(new URL(source.contours, location.href).href, { x, y, metres }, across / metres, changed);
  }

  constructor(/** @type {string} */ url, /** @type {{x: number, y: number, metres: number}} */ anchor,
    /** @type {number} */ closest, /** @type {() => void} */ changed) {
    this.url = url;
    this.anchor = anchor;
    this.closest = closest;
    this.changed = changed;
    this.ready = false;
    this.shown = false;
  }

  /** Fetches and opens the contours; only the first call has an effect. */
  ask() {
    if (this.worker || this.failed) return;
    const canvas = document.createElement("canvas");
    this.gl = canvas.getContext("webgl2", { antialias: false, depth: false });
    if (!this.gl) return this.giveUp();
    canvas.addEventListener("webglcontextlost", () => this.giveUp());
    this.worker = new Worker(new URL("./contours-worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("error", () => this.giveUp());
    this.worker.addEventListener("message", ({ data }) => {
      this.worker.terminate();
      if (data.problem) return this.giveUp();
      try {
        this.open(data);
      } catch {
        this.giveUp();
      }
      this.changed();
    });
    this.worker.postMessage(this.url);
  }

  /** Gives up: from now on the map enlarges its image. */
  giveUp() {
    this.failed = true;
    this.ready = this.shown = false;
    this.worker?.terminate();
    this.changed();
  }

  open(/** @type {import("./contours-worker.js").Contours} */ found) {
    const { header } = found, ratio = header.metres / this.anchor.metres;
    this.found = found;
    this.step = header.step * ratio;
    this.x = this.anchor.x + (header.x - header.anchor[0]) * ratio;
    this.y = this.anchor.y + (header.y - header.anchor[1]) * ratio;
    const gl = this.gl;
    const drawn = program(gl);
    gl.useProgram(drawn);
    this.uniform = gl.getUniformLocation(drawn, "view");
    gl.bindVertexArray(gl.createVertexArray());
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, found.vertices, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.UNSIGNED_SHORT, false, 8, 0);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_SHORT, 8, 4);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, found.triangles, gl.STATIC_DRAW);
    this.target = gl.createRenderbuffer();
    gl.bindRenderbuffer(gl.RENDERBUFFER, this.target);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, this.target);
    this.mean = this.step * Math.sqrt(area(found) / Math.max(1, found.centres.length / 2 - 1));
    this.ready = true;
  }

  /** Returns the coloured view, null if the image must be used. A new palette does not redraw the communes. */
  paint(/** @type {View} */ view, /** @type {Uint32Array} */ palette) {
    this.shown = this.ready;
    if (!this.ready) return null;
    const state = Object.values(view).join(), fine = this.calm && state === this.state && palette === this.used ? 2 : 1;
    if (state !== this.state || fine !== this.fine) this.drawNumbers(view, fine);
    this.state = state;
    this.view = view;
    this.colour(palette);
    if (fine === 1) this.refine(view);
    return this.canvas;
  }

  /** Anti-aliases the edges once nothing moves, on screens with large pixels. */
  refine(/** @type {View} */ { dots }) {
    this.calm = false;
    clearTimeout(this.later);
    if (dots < 1.5) this.later = setTimeout(() => { this.calm = this.shown; this.changed(); }, CALM);
  }

  drawNumbers(/** @type {View} */ { scale, left, top, width, height, dots }, /** @type {number} */ fine) {
    const gl = this.gl, wide = Math.round(width * dots) * fine, tall = Math.round(height * dots) * fine;
    if (this.wide !== wide || this.tall !== tall) {
      gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, wide, tall);
      this.ids = new Uint32Array(wide * (tall + 2)); // two more rows, so that every pixel has one below it
      this.canvas = new OffscreenCanvas(wide / fine, tall / fine);
      this.image = new ImageData(wide / fine, tall / fine);
      Object.assign(this, { wide, tall });
    }
    this.fine = fine;
    gl.viewport(0, 0, wide, tall);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // The buffer's first row is the top of the map.
    const across = (2 * scale * this.step) / width, down = (2 * scale * this.step) / height;
    gl.uniform4f(this.uniform, across, down, (2 * (this.x * scale + left)) / width - 1, (2 * (this.y * scale + top)) / height - 1);
    for (const [from, count] of this.inside({ scale, left, top, width, height })) gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 4 * from);
    gl.readPixels(0, 0, wide, tall, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(this.ids.buffer, 0, 4 * wide * tall));
    this.ids.copyWithin(wide * tall, wide * (tall - 2), wide * tall);
    for (let k = 0; k < this.ids.length; k++) this.ids[k] &= 65535;
  }

  /** Yields the ranges of triangles that may be in the frame: first vertex and number of vertices. */
  * inside({ scale, left, top, width, height }) {
    const { groups } = this.found, unit = scale * this.step;
    const west = (-left / scale - this.x) / this.step, north = (-top / scale - this.y) / this.step;
    let from = 0, count = 0;
    for (let k = 0; k < groups.length; k += 6) {
      const [at, many, x0, y0, x1, y1] = groups.subarray(k, k + 6);
      if (x1 < west || y1 < north || x0 > west + width / unit || y0 > north + height / unit) continue;
      if (from + count !== at) {
        if (count) yield [from, count];
        from = at;
        count = 0;
      }
      count += many;
    }
    if (count) yield [from, count];
  }

  /** Colours the numbers by the palette; draws the edges of large communes in the palette of edges. */
  colour(/** @type {Uint32Array} */ palette) {
    const { ids, wide, tall, fine } = this, pixels = new Uint32Array(this.image.data.buffer);
    const size = (this.mean * this.view.scale - LINES_FROM) / (LINES_FULL - LINES_FROM);
    const edge = size > 0 ? edged(palette, 0.4 * Math.min(size, 1)) : palette, below = fine * wide;
    const at = (/** @type {number} */ k) => {
      const id = ids[k], right = ids[k + fine], under = ids[k + below];
      return (right === id || right === 0) && (under === id || under === 0) || id === 0 ? palette[id] : edge[id];
    };
    if (fine === 1) {
      for (let k = 0; k < pixels.length; k++) pixels[k] = at(k);
    } else {
      for (let row = 0, out = 0; row < tall; row += 2) {
        for (let k = row * wide; k < (row + 1) * wide; k += 2) pixels[out++] = mean(at(k), at(k + 1), at(k + wide), at(k + wide + 1));
      }
    }
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
    this.used = palette;
  }

  /** Returns the index of the commune at a point of the element, -1 without one. */
  at(/** @type {number} */ x, /** @type {number} */ y) {
    const unit = this.view.dots * this.fine, column = Math.floor(x * unit), row = Math.floor(y * unit);
    if (column < 0 || row < 0 || column >= this.wide || row >= this.tall) return -1;
    const id = this.ids[row * this.wide + column];
    return id === 0 || id === NEIGHBOUR ? -1 : id - 1;
  }

  /** Returns the centre of a commune in image pixels, null before loading or for one without contours. */
  middle(/** @type {number} */ i) {
    if (!this.ready) return null;
    const x = this.found.centres[2 * i + 2], y = this.found.centres[2 * i + 3];
    return x || y ? [this.x + x * this.step, this.y + y * this.step] : null;
  }

  /** Returns at most `most` communes whose centre is in the frame, by population, largest first. */
  towns(/** @type {number} */ most) {
    const { scale, left, top, width, height } = this.view, names = [];
    for (const number of this.found.towns) {
      const place = this.middle(number - 1);
      if (!place) continue;
      const x = place[0] * scale + left, y = place[1] * scale + top;
      if (x > 0 && y > 0 && x < width && y < height) names.push({ i: number - 1, x: place[0], y: place[1] });
      if (names.length === most) break;
    }
    return names;
  }

  /** Adds the department borders in the frame to the path of a context. */
  borders(/** @type {CanvasRenderingContext2D} */ g, /** @type {View} */ { scale, left, top, width, height }) {
    const p = this.found.borders, unit = scale * this.step, x = this.x * scale + left, y = this.y * scale + top;
    for (let k = 0; k < p.length; k += 4) {
      const ax = p[k] * unit + x, ay = p[k + 1] * unit + y, bx = p[k + 2] * unit + x, by = p[k + 3] * unit + y;
      if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > width || Math.min(ay, by) > height) continue;
      g.moveTo(ax, ay);
      g.lineTo(bx, by);
    }
  }
}

/** Returns the mean of four colours, each of them alpha, blue, green, red in eight bits. */
function mean(/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) {
  if (a === b && a === c && a === d) return a;
  const odd = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x20002;
  const even = ((a >>> 8) & 0xff) + ((b >>> 8) & 0xff) + ((c >>> 8) & 0xff) + ((d >>> 8) & 0xff) + 2;
  return (0xff000000 | ((odd >>> 2) & 0xff00ff) | ((even << 6) & 0xff00)) >>> 0;
}

/** Returns the palette of the edges: lighter for dark colours, darker for light ones. */
function edged(/** @type {Uint32Array} */ palette, /** @type {number} */ part) {
  const known = new Map(), edge = new Uint32Array(palette.length);
  for (let k = 0; k < palette.length; k++) {
    const colour = palette[k];
    if (!known.has(colour)) {
      const parts = [0, 8, 16].map((shift) => (colour >>> shift) & 255);
      const line = 0.3 * parts[0] + 0.6 * parts[1] + 0.1 * parts[2] > 158 ? INK : PAPER;
      const [red, green, blue] = parts.map((value, j) => Math.round(value + (line[j] - value) * part));
      known.set(colour, (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0);
    }
    edge[k] = known.get(colour);
  }
  return edge;
}

/** Returns the area of all communes, in squares of the grid. */
function area(/** @type {import("./contours-worker.js").Contours} */ { vertices: v, triangles: t }) {
  let sum = 0;
  for (let k = 0; k < t.length; k += 3) {
    const a = 4 * t[k], b = 4 * t[k + 1], c = 4 * t[k + 2];
    if (v[a + 2] < NEIGHBOUR) sum += Math.abs((v[b] - v[a]) * (v[c + 1] - v[a + 1]) - (v[c] - v[a]) * (v[b + 1] - v[a + 1])) / 2;
  }
  return sum;
}
