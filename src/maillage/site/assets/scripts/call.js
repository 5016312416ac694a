// A video call between two to four browsers, each connected to each other one. The page works without it, by telephone.

import { measure, ofKit, others, own, play, problem } from "./call-devices.js";
import { Mailbox } from "./call-mailbox.js";
import { SOUND_ONLY } from "./call-pace.js";
import { Peer } from "./call-peer.js";
import { draw, readPicture, receivePictures, sendPicture } from "./call-shown.js";

const EVERY = 1000;
const SILENT = 2;
const NAMES = { doctor: "Médecin", nurse: "Infirmier", patient: "Patient", guest: "Invité" };
const QUALITY = ["Liaison bonne", "Liaison faible : image réduite", "Liaison faible : son seul"];

class VideoCall extends HTMLElement {
  connectedCallback() {
    /** @type {Map<number, Peer>} */
    this.peers = new Map();
    /** @type {Map<number, any>} */
    this.members = new Map();
    this.kit = [];
    this.chosen = 0;
    this.hidden = false;
    this.act("open", () => this.open());
    this.act("try", () => this.tryDevices());
    this.act("tone", play);
    this.act("sound", () => this.choose());
    this.act("mute", () => this.mute());
    this.act("add", () => this.addKit());
    this.act("window", () => this.showWindow());
    this.act("hide", () => this.showPicture(null, ""));
    this.part("picture")?.addEventListener("change", (event) => this.choosePicture(event.target));
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
      this.tried = !said;
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
    const csrf = this.querySelector("input[name=csrfmiddlewaretoken]").value;
    // The seat is taken while the devices open, so that the others hear of it earlier.
    const [answer] = await Promise.all([
      fetch(this.dataset.join, { method: "POST", headers: { "X-CSRFToken": csrf } }).catch(() => null),
      this.openDevices(),
    ]);
    const seat = await answer?.json().catch(() => null);
    if (!answer?.ok) {
      this.say(seat?.message ?? "Le site ne répond pas. Vérifiez la liaison, puis réessayez.");
      button.disabled = false;
      return;
    }
    this.relays = seat.relays;
    this.begin(seat, csrf);
  }

  async openDevices() {
    if (this.own) return;
    const { stream, said } = await own();
    this.own = stream;
    this.say(said);
  }

  begin(/** @type {any} */ seat, /** @type {string} */ csrf) {
    this.part("before").hidden = true;
    this.part("during").hidden = false;
    if (this.tried) this.say("");
    if (this.own) this.tile("own", this.own, "Vous", true);
    this.mailbox = new Mailbox(seat, csrf, (answer) => this.receive(answer));
    this.mailbox.run();
    this.watching = setInterval(() => this.adapt(), EVERY);
    this.list();
    if (["slow-2g", "2g"].includes(/** @type {any} */ (navigator).connection?.effectiveType)) this.choose();
  }

  receive(/** @type {any} */ answer) {
    if (!answer) return this.tell();
    if (answer.message || answer.over) return this.end(answer.message ?? "La consultation est terminée.");
    this.dataset.admitted = answer.admitted;
    this.members = new Map(answer.members.map((one) => [one.id, one]));
    for (const [id, peer] of this.peers) if (!this.members.has(id)) this.lose(id, peer);
    for (const [id, peer] of this.peers) if (this.members.get(id)?.quiet && !peer.connected) this.lose(id, peer);
    for (const [id, member] of this.members) if (!this.peers.has(id) && !member.quiet) this.meet(id);
    for (const { from, data } of answer.signals) this.peers.get(from)?.enqueue(data, true);
    this.tell();
  }

  meet(/** @type {number} */ id) {
    const peer = new Peer(this.mailbox, id, this.relays, () => this.show(id));
    this.peers.set(id, peer);
    for (const stream of [this.own, ...this.kit]) if (stream) peer.add(stream);
    if (this.chosen) peer.choose(this.chosen);
    receivePictures(peer.pictures, (blob, name) => this.seePicture(blob, name, this.members.get(id)));
    peer.pictures.onopen = () => this.shown && sendPicture(peer.pictures, this.shown.blob, this.shown.name);
    this.mailbox.hurry();
  }

  // Who has left often comes back at once.
  lose(/** @type {number} */ id, /** @type {Peer} */ peer) {
    this.drop(id, peer);
    this.mailbox.hurry();
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
    const level = Math.max(0, ...peers.map((peer) => peer.level));
    if (peers.length && !ready) this.mailbox.hurry();
    this.mailbox.thrifty = level === SOUND_ONLY;
    this.mailbox.stuck = peers.some((peer) => peer.hushed);
    this.dataset.level = String(level);
    this.dataset.connected = String(peers.filter((peer) => peer.connected).length);
    const text =
      this.mailbox.unheard >= SILENT && !ready
        ? "Le site ne répond pas. Vérifiez votre réseau : l’appel revient de lui-même."
        : this.dataset.admitted === "false"
        ? "Vous êtes dans la salle d’attente. Le médecin vous fera entrer."
        : !peers.length
          ? "Personne d’autre n’est encore là."
          : ready
            ? QUALITY[level]
            : "Liaison en cours. Si elle est tombée, elle revient d’elle-même.";
    if (this.part("link").textContent !== text) this.part("link").textContent = text;
  }

  async adapt() {
    await Promise.all([...this.peers.values()].map((peer) => peer.adapt().catch(() => null)));
    this.tell();
  }

  choose() {
    this.chosen = this.chosen ? 0 : SOUND_ONLY;
    this.querySelector('[data-act="sound"]').setAttribute("aria-pressed", String(this.chosen > 0));
    for (const peer of this.peers.values()) peer.choose(this.chosen);
    this.tell();
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

  async choosePicture(/** @type {HTMLInputElement} */ input) {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    try {
      this.showPicture(await readPicture(file), file.name);
      this.say("");
    } catch {
      this.say("Ce fichier n’est pas une image. Choisissez une photo, ou ouvrez le fichier et montrez sa fenêtre.");
    }
  }

  // Show a picture to all; null takes it away.
  showPicture(/** @type {Blob | null} */ blob, /** @type {string} */ name) {
    this.shown = blob ? { blob, name } : null;
    for (const { pictures } of this.peers.values()) {
      if (pictures.readyState !== "open") continue;
      if (blob) sendPicture(pictures, blob, name);
      else pictures.send(JSON.stringify({ length: 0, name: "" }));
    }
    this.seePicture(blob, name, null);
    const hide = this.querySelector('[data-act="hide"]');
    if (hide) hide.hidden = !blob;
  }

  seePicture(/** @type {Blob | null} */ blob, /** @type {string} */ name, /** @type {any} */ member) {
    this.part("shown").hidden = !blob;
    if (!blob) return;
    draw(this.part("sheet"), blob);
    const by = member ? `montré par ${[NAMES[member.party], member.name].filter(Boolean).join(", ")}` : "montré par vous";
    this.part("caption").textContent = `${name}, ${by}`;
    this.part("sheet").setAttribute("aria-label", `${name}, ${by}`);
  }

  async showWindow() {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 5 } });
      this.kit.push(stream);
      for (const peer of this.peers.values()) peer.add(stream);
      this.tile("own", stream, "Vous : fenêtre montrée", true);
      stream.getVideoTracks()[0].onended = () => this.hideStream(stream);
    } catch (error) {
      if (error?.name !== "NotAllowedError") this.say("Ce navigateur ne peut pas montrer de fenêtre. Montrez une image.");
    }
  }

  hideStream(/** @type {MediaStream} */ stream) {
    this.kit = this.kit.filter((one) => one !== stream);
    for (const peer of this.peers.values()) peer.remove(stream);
    document.getElementById(`image-own-${stream.id}`)?.remove();
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
