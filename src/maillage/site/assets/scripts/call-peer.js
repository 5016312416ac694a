// The connection to one other browser of a call: perfect negotiation (both may offer at once; the polite one gives way),
// and less picture, then none, where the link is slow.

const RECONNECT = 1200;
export const LEVELS = [
  { video: 600_000, scale: 1, audio: 32_000 },
  { video: 120_000, scale: 2, audio: 24_000 },
  { video: 0, scale: 2, audio: 14_000 },
];
export const SOUND_ONLY = LEVELS.length - 1;

// Opus at 14 kbit/s in packets of 60 ms: what remains intelligible at 60 kbit/s.
export function thrifty(/** @type {string} */ sdp) {
  return sdp
    .replace(/(a=fmtp:\d+ [^\r\n]*useinbandfec=1[^\r\n]*)/g, "$1;maxaveragebitrate=14000")
    .replace(/(m=audio [^\r\n]*\r\n)/g, "$1a=ptime:60\r\n");
}

export class Peer {
  /** @param {import("./call-mailbox.js").Mailbox} mailbox @param {number} other @param {object[]} relays @param {(peer: Peer) => void} changed */
  constructor(mailbox, other, relays, changed) {
    this.mailbox = mailbox;
    this.other = other;
    this.polite = mailbox.seat.id > other;
    this.changed = changed;
    this.level = 0;
    /** @type {Map<string, MediaStream>} */
    this.streams = new Map();
    this.offering = false;
    this.ignoring = false;
    this.pc = new RTCPeerConnection({ iceServers: relays });
    this.pc.onnegotiationneeded = () => this.offer();
    this.pc.onicecandidate = ({ candidate }) => mailbox.send(other, { candidate });
    this.pc.ontrack = ({ streams }) => {
      for (const stream of streams) this.keep(stream);
    };
    this.pc.oniceconnectionstatechange = () => this.follow();
  }

  get connected() {
    return ["connected", "completed"].includes(this.pc.iceConnectionState);
  }

  keep(/** @type {MediaStream} */ stream) {
    this.streams.set(stream.id, stream);
    stream.onremovetrack = () => {
      if (!stream.getTracks().length) this.streams.delete(stream.id);
      this.changed(this);
    };
    this.changed(this);
  }

  add(/** @type {MediaStream} */ stream) {
    for (const track of stream.getTracks()) this.pc.addTrack(track, stream);
    this.limit();
  }

  async offer() {
    this.offering = true;
    try {
      await this.pc.setLocalDescription();
      this.mailbox.send(this.other, { description: this.pc.localDescription });
    } finally {
      this.offering = false;
    }
  }

  async receive(/** @type {any} */ { description, candidate }) {
    if (description) await this.describe(description);
    else if (candidate) {
      await this.pc.addIceCandidate(candidate).catch((error) => {
        if (!this.ignoring) throw error;
      });
    }
  }

  async describe(/** @type {RTCSessionDescriptionInit} */ description) {
    const collision = description.type === "offer" && (this.offering || this.pc.signalingState !== "stable");
    this.ignoring = !this.polite && collision;
    if (this.ignoring) return;
    const sdp = this.level === SOUND_ONLY ? thrifty(description.sdp ?? "") : description.sdp;
    await this.pc.setRemoteDescription({ type: description.type, sdp });
    if (description.type !== "offer") return;
    await this.pc.setLocalDescription();
    this.mailbox.send(this.other, { description: this.pc.localDescription });
  }

  follow() {
    this.changed(this);
    clearTimeout(this.waiting);
    if (this.pc.iceConnectionState === "failed") this.pc.restartIce();
    if (this.pc.iceConnectionState === "disconnected") {
      this.waiting = setTimeout(() => {
        if (!this.connected) this.pc.restartIce();
      }, RECONNECT);
    }
  }

  // Apply a level of LEVELS to all that is sent.
  async restrict(/** @type {number} */ level) {
    const renegotiate = (level === SOUND_ONLY) !== (this.level === SOUND_ONLY);
    this.level = level;
    await this.limit();
    if (renegotiate && this.pc.signalingState === "stable") await this.offer();
  }

  async limit() {
    const { video, scale, audio } = LEVELS[this.level];
    for (const sender of this.pc.getSenders()) {
      const parameters = sender.getParameters();
      if (!sender.track || !parameters.encodings?.length) continue;
      const [encoding] = parameters.encodings;
      const picture = sender.track.kind === "video";
      encoding.active = !picture || video > 0;
      encoding.maxBitrate = picture ? video || undefined : audio;
      if (picture) encoding.scaleResolutionDownBy = scale;
      await sender.setParameters(parameters).catch(() => null);
    }
  }

  // The share of packets that the other one lost lately, 0 to 1; null if it has not told.
  async loss() {
    const report = await this.pc.getStats();
    const found = [...report.values()].filter((one) => one.type === "remote-inbound-rtp");
    return found.length ? Math.max(...found.map((one) => one.fractionLost ?? 0)) : null;
  }

  close() {
    clearTimeout(this.waiting);
    this.pc.close();
  }
}
