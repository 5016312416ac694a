// A video call between two to four browsers, each connected to each other one. The page works without it, by telephone.

import { measure, ofKit, others, own, play, problem } from "./call-devices.js";
import { Mailbox } from "./call-mailbox.js";
import { Peer, SOUND_ONLY } from "./call-peer.js";

const EVERY = 2000;
const LOSS = { much: 0.1, little: 0.02 };
const BETTER_AFTER = 6;
const NAMES = { doctor: "Médecin", nurse: "Infirmier", patient: "Patient" };
const QUALITY = ["Liaison bonne", "Liaison faible : image réduite", "Liaison faible : son seul"];

class VideoCall extends HTMLElement {
  connectedCallback() {
    /** @type {Map<number, Peer>} */
    this.peers = new Map();
    /** @type {Map<number, any>} */
    this.members = new Map();
    this.kit = [];
    this.level = 0;
    this.calm = 0;
    this.busy = 0;
    this.chosen = false;
    this.hidden = false;
    this.act("open", () => this.open());
    this.act("try", () => this.tryDevices());
    this.act("tone", play);
    this.act("sound", () => this.choose());
    this.act("mute", () => this.mute());
    this.act("add", () => this.addKit());
    addEventListener("pagehide", () => this.mailbox?.leave());
  }

  part(/** @type {string} */ name) {
    return /** @type {any} */ (this.querySelector(`[data-part="${name}"]`));
  }

  act(/** @type {string} */ name, /** @type {() => any} */ what) {
    this.querySelector(`[data-act="${name}"]`)?.addEventListener("click", what);
  }

  say(/** @type {string} */ text) {
    this.part("said").textContent = text;
  }

  async tryDevices() {
    if (!this.own) {
      const { stream, said } = await own();
      this.own = stream;
      this.say(said || "Vous devez vous voir, et la barre doit bouger quand vous parlez.");
      if (!stream) return;
      this.part("preview").hidden = false;
      this.part("preview").srcObject = stream;
      this.part("level").hidden = false;
      measure(stream, this.part("level"));
    }
  }

  async open() {
    const button = this.querySelector('[data-act="open"]');
    button.disabled = true;
    if (!this.own) {
      const { stream, said } = await own();
      this.own = stream;
      this.say(said);
    }
    const csrf = this.querySelector("input[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(this.dataset.join, { method: "POST", headers: { "X-CSRFToken": csrf } }).catch(() => null);
    const seat = await answer?.json().catch(() => null);
    if (!answer?.ok) {
      this.say(seat?.message ?? "Le site ne répond pas. Vérifiez la liaison, puis réessayez.");
      button.disabled = false;
      return;
    }
    this.relays = seat.relays;
    this.begin(seat, csrf);
  }

  begin(/** @type {any} */ seat, /** @type {string} */ csrf) {
    this.part("before").hidden = true;
    this.part("during").hidden = false;
    if (this.own) this.tile("own", this.own, "Vous", true);
    this.mailbox = new Mailbox(seat, csrf, (answer) => this.receive(answer));
    this.mailbox.run();
    this.watching = setInterval(() => this.adapt(), EVERY);
    this.list();
    if (["slow-2g", "2g"].includes(/** @type {any} */ (navigator).connection?.effectiveType)) this.set(SOUND_ONLY);
  }

  receive(/** @type {any} */ answer) {
    if (answer.message || answer.over) return this.end(answer.message ?? "La consultation est terminée.");
    this.dataset.admitted = answer.admitted;
    this.members = new Map(answer.members.map((one) => [one.id, one]));
    for (const [id, peer] of this.peers) if (!this.members.has(id)) this.drop(id, peer);
    for (const id of this.members.keys()) if (!this.peers.has(id)) this.meet(id);
    for (const { from, data } of answer.signals) {
      // One after the other: a candidate is of no use before its description.
      const peer = this.peers.get(from);
      if (peer) peer.queue = (peer.queue ?? Promise.resolve()).then(() => peer.receive(JSON.parse(data))).catch(() => null);
    }
    this.tell();
  }

  meet(/** @type {number} */ id) {
    const peer = new Peer(this.mailbox, id, this.relays, () => this.show(id));
    this.peers.set(id, peer);
    for (const stream of [this.own, ...this.kit]) if (stream) peer.add(stream);
    peer.restrict(this.level);
  }

  drop(/** @type {number} */ id, /** @type {Peer} */ peer) {
    peer.close();
    this.peers.delete(id);
    for (const tile of this.querySelectorAll(`[data-of="${id}"]`)) tile.remove();
  }

  show(/** @type {number} */ id) {
    const peer = this.peers.get(id);
    const member = this.members.get(id);
    if (!peer || !member) return;
    const streams = [...peer.streams.values()];
    for (const tile of this.querySelectorAll(`[data-of="${id}"]`)) {
      if (!streams.some((stream) => tile.id === `image-${id}-${stream.id}`)) tile.remove();
    }
    streams.forEach((stream, rank) => {
      const name = [NAMES[member.party], member.name].filter(Boolean).join(", ");
      this.tile(id, stream, rank ? `${name} : matériel` : name, false);
    });
    this.tell();
  }

  tile(/** @type {number | string} */ of, /** @type {MediaStream} */ stream, /** @type {string} */ name, /** @type {boolean} */ muted) {
    const id = `image-${of}-${stream.id}`;
    if (document.getElementById(id)) return;
    const figure = document.createElement("figure");
    const video = document.createElement("video");
    const caption = document.createElement("figcaption");
    const sound = stream.getVideoTracks().length ? "" : " mg-call__tile--sound";
    Object.assign(figure, { id, className: `mg-call__tile${sound}` });
    figure.dataset.of = String(of);
    Object.assign(video, { autoplay: true, playsInline: true, muted, srcObject: stream });
    video.setAttribute("aria-label", name);
    caption.textContent = name;
    figure.append(video, caption);
    this.part("tiles").append(figure);
  }

  // What is said of the link: who is missing, and how good it is.
  tell() {
    const peers = [...this.peers.values()];
    const ready = peers.length > 0 && peers.every((peer) => peer.connected);
    this.mailbox.hurried = peers.length > 0 && !ready;
    this.dataset.connected = String(peers.filter((peer) => peer.connected).length);
    const text =
      this.dataset.admitted === "false"
        ? "Vous êtes dans la salle d’attente. Le médecin vous fera entrer."
        : !peers.length
          ? "Personne d’autre n’est encore là."
          : ready
            ? QUALITY[this.level]
            : "Liaison en cours. Si elle est tombée, elle revient d’elle-même.";
    if (this.part("link").textContent !== text) this.part("link").textContent = text;
  }

  // Picture gives way first; it comes back by trying, since nobody knows what a link could carry.
  async adapt() {
    const losses = await Promise.all([...this.peers.values()].map((peer) => peer.loss()));
    const told = losses.filter((one) => one !== null);
    if (this.chosen || !told.length) return;
    const worst = Math.max(...told);
    this.busy = worst > LOSS.much ? this.busy + 1 : 0;
    this.calm = worst < LOSS.little ? this.calm + 1 : 0;
    if (this.busy >= 2 && this.level < SOUND_ONLY) this.set(this.level + 1);
    else if (this.calm >= BETTER_AFTER && this.level > 0) this.set(this.level - 1);
  }

  set(/** @type {number} */ level) {
    this.level = level;
    this.busy = this.calm = 0;
    for (const peer of this.peers.values()) peer.restrict(level);
    this.tell();
  }

  choose() {
    this.chosen = !this.chosen;
    this.querySelector('[data-act="sound"]').setAttribute("aria-pressed", String(this.chosen));
    this.set(this.chosen ? SOUND_ONLY : 0);
  }

  mute() {
    const tracks = this.own?.getAudioTracks() ?? [];
    for (const track of tracks) track.enabled = !track.enabled;
    const off = tracks.length > 0 && !tracks[0].enabled;
    this.querySelector('[data-act="mute"]').setAttribute("aria-pressed", String(off));
  }

  async list() {
    const found = this.part("devices") ? await others([this.own, ...this.kit].filter(Boolean)) : [];
    if (!this.part("devices")) return;
    this.found = found;
    this.part("kit").hidden = !found.length;
    this.part("devices").replaceChildren(...found.map((one, rank) => new Option(one.label, String(rank))));
  }

  async addKit() {
    const device = this.found[Number(this.part("devices").value)];
    try {
      const stream = await ofKit(device);
      this.kit.push(stream);
      for (const peer of this.peers.values()) peer.add(stream);
      this.tile("own", stream, `Vous : ${device.label}`, true);
      this.say("");
    } catch (error) {
      this.say(problem(error));
    }
    this.list();
  }

  end(/** @type {string} */ text) {
    clearInterval(this.watching);
    for (const [id, peer] of this.peers) this.drop(id, peer);
    for (const stream of [this.own, ...this.kit]) for (const track of stream?.getTracks() ?? []) track.stop();
    this.part("during").hidden = true;
    this.say(text);
  }
}

customElements.define("video-call", VideoCall);
