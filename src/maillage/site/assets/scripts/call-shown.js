// A picture shown to the others of a call: a photo, a page of a letter. It goes from browser to browser, in pieces, and
// is stored nowhere; a window of the screen (a PDF file, say) is shown as a second picture instead.

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
const PIECE = 16_000;
const MOST = 4_000_000;

// A picture file as a JPEG that fits a screen. Throws if it is no picture.
export async function readPicture(/** @type {File} */ file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  const drawing = /** @type {any} */ (canvas.getContext("2d"));
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

// Send a picture over a channel: how long it is and its name, then its bytes.
export async function sendPicture(/** @type {RTCDataChannel} */ channel, /** @type {Blob} */ blob, /** @type {string} */ name) {
  channel.send(JSON.stringify({ length: blob.size, name: name.slice(0, 100) }));
  const bytes = await blob.arrayBuffer();
  for (let start = 0; start < bytes.byteLength; start += PIECE) {
    while (channel.bufferedAmount > 8 * PIECE && channel.readyState === "open") await new Promise((go) => setTimeout(go, 20));
    if (channel.readyState !== "open") return;
    channel.send(bytes.slice(start, start + PIECE));
  }
}

// Receive pictures over a channel; ``show`` gets each with its name, null when it is taken away.
export function receivePictures(/** @type {RTCDataChannel} */ channel, /** @type {(blob: Blob | null, name: string) => void} */ show) {
  /** @type {{length: number, name: string} | null} */
  let awaited = null;
  /** @type {ArrayBuffer[]} */
  let pieces = [];
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }) => {
    if (typeof data === "string") {
      awaited = JSON.parse(data);
      pieces = [];
      if (!awaited || !(awaited.length > 0)) show(null, "");
      return;
    }
    if (!awaited || awaited.length > MOST) return;
    pieces.push(data);
    if (pieces.reduce((sum, one) => sum + one.byteLength, 0) < awaited.length) return;
    show(new Blob(pieces, { type: "image/jpeg" }), awaited.name);
    awaited = null;
  };
}

// Draw a picture into a canvas: the page's policy lets no picture come from elsewhere.
export async function draw(/** @type {HTMLCanvasElement} */ canvas, /** @type {Blob} */ blob) {
  const picture = await createImageBitmap(blob);
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
}
