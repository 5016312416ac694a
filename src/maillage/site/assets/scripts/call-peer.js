// The connection to one other browser of a call: perfect negotiation (both may offer at once; the polite one gives way),
// and less picture, then none, where the link is slow.

import { LEVELS, Pace, SOUND_ONLY } from "./call-pace.js";

const RECONNECT = 1200;
const LATE = 1500;
// Seconds that a description may wait for its answer before it is said again.
const UNANSWERED = 4;
// Seconds after which a description without an answer is taken for one that a full link does not carry, and until when
// silence may help.
const STUCK = 2;
const HOPELESS = 12;
// Milliseconds that sound waits to be heard on a link for sound alone: one request of the page delays it by 300 at 60
// kbit/s.
const STEADY_SOUND = 400;

// Opus at 14 kbit/s in packets of 60 ms, without the marks and reports that estimate a link for pictures: what remains
// intelligible at 60 kbit/s.
export function thrifty(/** @type {string} */ sdp) {
  return sdp
    .split(/(?=^m=)/m)
    .map((part) => (part.startsWith("m=audio") ? thriftySound(part) : part))
    .join("");
}

// Pictures that were lost before they stopped are not asked for again: these requests and their answers alone fill a link.
function forgetful(/** @type {string} */ sdp) {
  return sdp
    .split(/(?=^m=)/m)
    .map((part) => (part.startsWith("m=video") ? part.replace(/a=rtcp-fb:\d+ nack\r\n/g, "") : part))
    .join("");
}

function thriftySound(/** @type {string} */ part) {
  return part
    .replace(/a=(extmap:\d+ \S*(transport-wide-cc|abs-send-time|audio-level)\S*|rtcp-fb:\d+ transport-cc)[^\r\n]*\r\n/g, "")
    .replace(/(a=fmtp:\d+ [^\r\n]*useinbandfec=1[^\r\n]*)/g, "$1;maxaveragebitrate=14000")
    .replace(/(m=audio [^\r\n]*\r\n)/, "$1a=ptime:60\r\n");
}

// One codec for each kind, which every browser has: what browsers must tell each other becomes four times shorter.
const CODECS = ["audio/opus", "video/VP8", "video/rtx"];

export class Peer {
  /** @param {import("./call-mailbox.js").Mailbox} mailbox @param {number} other @param {object[]} relays @param {(peer: Peer) => void} changed */
  constructor(mailbox, other, relays, changed) {
    this.mailbox = mailbox;
    this.other = other;
    // Who came later offers first, and gives way if both offer.
    this.polite = mailbox.seat.id > other;
    this.changed = changed;
    this.level = 0;
    this.pace = new Pace();
    this.told = 0;
    this.chosen = 0;
    this.longPackets = false;
    this.unanswered = 0;
    this.hushed = false;
    this.limited = 0;
    /** @type {Map<string, MediaStream>} */
    this.streams = new Map();
    this.offering = false;
    this.ignoring = false;
    this.pc = new RTCPeerConnection({ iceServers: relays, bundlePolicy: "max-bundle" });
    // Once connected, both tell each other all else by a channel of their own.
    this.channel = this.pc.createDataChannel("signals", { negotiated: true, id: 0 });
    this.channel.onmessage = ({ data }) => this.enqueue(data);
    this.pictures = this.pc.createDataChannel("pictures", { negotiated: true, id: 1 });
    this.pc.onnegotiationneeded = () => {
      if (this.polite || this.pc.remoteDescription) this.offer();
      // Somebody who does not offer in time has not heard of this seat.
      else setTimeout(() => !this.pc.remoteDescription && this.pc.signalingState === "stable" && this.offer(), LATE);
    };
    this.pc.onicecandidate = ({ candidate }) => candidate && this.tell({ candidate });
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
    for (const transceiver of this.pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind;
      const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
      const wanted = codecs.filter((one) => CODECS.includes(one.mimeType));
      if (wanted.length) transceiver.setCodecPreferences?.(wanted);
    }
    this.limit();
  }

  remove(/** @type {MediaStream} */ stream) {
    const tracks = stream.getTracks();
    for (const sender of this.pc.getSenders()) if (sender.track && tracks.includes(sender.track)) this.pc.removeTrack(sender);
  }

  async offer() {
    this.offering = true;
    try {
      await this.pc.setLocalDescription();
      this.tell({ description: this.pc.localDescription });
    } finally {
      this.offering = false;
    }
  }

  tell(/** @type {object} */ data) {
    if (this.connected && this.channel.readyState === "open") this.channel.send(JSON.stringify(data));
    else this.mailbox.send(this.other, data);
  }

  // One after the other: a candidate is of no use before its description. What came by the site is answered by the
  // site: after a network that was gone, the channel waits for long before it tries again.
  enqueue(/** @type {string} */ data, bySite = false) {
    this.afterwards(() => this.receive(JSON.parse(data), bySite));
  }

  afterwards(/** @type {() => any} */ what) {
    this.queue = (this.queue ?? Promise.resolve()).then(what).catch(() => null);
  }

  async receive(/** @type {any} */ { description, candidate, level }, bySite = false) {
    if (level !== undefined) {
      this.told = level;
      await this.restrict();
    }
    if (description) await this.describe(description, bySite);
    else if (candidate) {
      await this.pc.addIceCandidate(candidate).catch((error) => {
        if (!this.ignoring) throw error;
      });
    }
  }

  async describe(/** @type {RTCSessionDescriptionInit} */ description, bySite = false) {
    const collision = description.type === "offer" && (this.offering || this.pc.signalingState !== "stable");
    this.ignoring = !this.polite && collision;
    if (this.ignoring) return;
    const said = description.sdp ?? "";
    await this.pc.setRemoteDescription({ type: description.type, sdp: this.packed(said) });
    this.theirs = said;
    this.longPackets = false;
    if (description.type !== "offer") return;
    await this.pc.setLocalDescription();
    const answer = { description: this.pc.localDescription };
    if (bySite) this.mailbox.send(this.other, answer);
    else this.tell(answer);
  }

  follow() {
    this.changed(this);
    clearTimeout(this.waiting);
    if (["failed", "disconnected"].includes(this.pc.iceConnectionState)) this.restart(this.pc.iceConnectionState === "failed" ? 0 : RECONNECT);
  }

  // Look for another way, once the site is heard again: without a network there is none, and the old one often returns.
  restart(/** @type {number} */ after) {
    this.waiting = setTimeout(() => {
      if (this.connected) return;
      if (this.mailbox.unheard) this.restart(RECONNECT);
      else this.pc.restartIce();
    }, after);
  }

  // A description whose answer does not come is said again, by the site.
  remind() {
    this.unanswered = this.pc.signalingState === "have-local-offer" ? this.unanswered + 1 : 0;
    const every = this.hushed ? STUCK : UNANSWERED;
    if (this.unanswered && this.unanswered % every === 0) this.mailbox.send(this.other, { description: this.pc.localDescription });
  }

  // Short packets of sound fill a slow link, so that the description does not arrive after which they could be longer:
  // sound is silent until it has.
  get stuck() {
    return this.soundOnly && !this.longPackets && this.unanswered >= STUCK && this.unanswered < HOPELESS;
  }

  // Look how the link does, once a second; a slow one is slow for both, so the other is told.
  async adapt() {
    const before = this.pace.level;
    this.remind();
    this.pace.note(this.connected ? await this.count() : null);
    if (this.pace.level !== before) this.tell({ level: this.pace.level });
    await this.restrict();
    if (this.limited !== this.level || this.stuck !== this.hushed) {
      this.hushed = this.stuck;
      await this.limit();
    }
    // While both sides negotiate anew (after a network that was gone), packets cannot be changed: it is tried again.
    if (this.longPackets !== this.soundOnly) this.afterwards(() => this.packSound());
  }

  choose(/** @type {number} */ level) {
    this.chosen = level;
    this.tell({ level: Math.max(level, this.pace.level) });
    return this.restrict();
  }

  // Apply a level of LEVELS to all that is sent: the least that this side, the other side or its reader wants.
  async restrict() {
    const level = Math.max(this.pace.level, this.told, this.chosen);
    if (level === this.level) return;
    this.level = level;
    await this.limit();
    this.changed(this);
    if (this.longPackets !== this.soundOnly) this.afterwards(() => this.packSound());
  }

  // Take longer or shorter packets of sound. What the other side said decides that, and here its last words are read
  // once more: nothing is sent, which a link that is full would not carry.
  async packSound() {
    const { pc, theirs } = this;
    if (this.longPackets === this.soundOnly || !theirs || pc.signalingState !== "stable") return;
    const offer = await pc.createOffer();
    const parts = (/** @type {string} */ sdp) => sdp.match(/^m=/gm)?.length;
    if (parts(offer.sdp ?? "") !== parts(theirs)) return;
    const role = /a=setup:passive/.test(pc.localDescription?.sdp ?? "") ? "active" : "passive";
    await pc.setLocalDescription(offer);
    const last = this.packed(theirs.replaceAll("a=setup:actpass", `a=setup:${role}`));
    // Here only, where nothing is sent: the other side would keep it for good.
    const answer = this.soundOnly ? forgetful(last) : last;
    try {
      await pc.setRemoteDescription({ type: "answer", sdp: answer });
      this.longPackets = this.soundOnly;
    } catch {
      await pc.setLocalDescription({ type: "rollback" });
    }
  }

  get soundOnly() {
    return this.level === SOUND_ONLY;
  }

  packed(/** @type {string} */ sdp) {
    return this.soundOnly ? thrifty(sdp) : sdp;
  }

  // What is sent follows the level. A negotiation that ends meanwhile undoes the change: it is then made again.
  async limit() {
    const level = this.level;
    const { video, scale, audio } = LEVELS[level];
    let done = true;
    for (const sender of this.pc.getSenders()) {
      const parameters = sender.getParameters();
      if (!sender.track || !parameters.encodings?.length) continue;
      const [encoding] = parameters.encodings;
      const picture = sender.track.kind === "video";
      encoding.active = picture ? video > 0 : !this.hushed;
      encoding.maxBitrate = picture ? video || undefined : audio;
      if (picture) encoding.scaleResolutionDownBy = scale;
      await sender.setParameters(parameters).catch(() => (done = false));
    }
    for (const { receiver } of this.pc.getTransceivers()) {
      if (receiver.track.kind !== "audio" || !("jitterBufferTarget" in receiver)) continue;
      receiver.jitterBufferTarget = level === SOUND_ONLY ? STEADY_SOUND : null;
    }
    this.limited = done ? level : -1;
  }

  // Packets received and lost so far, and the share that the other one lost lately (0 to 1, null if untold).
  async count() {
    const report = [...(await this.pc.getStats()).values()];
    const inbound = report.filter((one) => one.type === "inbound-rtp");
    const told = report.filter((one) => one.type === "remote-inbound-rtp");
    return {
      received: inbound.reduce((sum, one) => sum + (one.packetsReceived ?? 0), 0),
      lost: inbound.reduce((sum, one) => sum + (one.packetsLost ?? 0), 0),
      theirs: told.length ? Math.max(...told.map((one) => one.fractionLost ?? 0)) : null,
    };
  }

  close() {
    clearTimeout(this.waiting);
    this.pc.close();
  }
}
