// Files sent in pieces by the tus protocol: a broken link loses one piece, and the next try goes on from where the site
// stands, even after the page was closed. Without this script the form sends its files at once.

const PIECE = 960 * 1024;
const SMALLEST = 64 * 1024;
const TRIES = 12;
const PAUSE = 500;
const TUS = { "Tus-Resumable": "1.0.0" };
const KEPT = "maillage-envoi:";

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
const base64 = (/** @type {ArrayBuffer} */ bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

// What the same file has as a mark, without its name: a name may be a person's.
async function mark(/** @type {string} */ to, /** @type {File} */ file) {
  const said = new TextEncoder().encode(`${to} ${file.name} ${file.size} ${file.lastModified}`);
  return crypto.subtle ? KEPT + base64(await crypto.subtle.digest("SHA-256", said)) : "";
}

class Refusal extends Error {}

class FileUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.input = this.querySelector("input[type=file]");
    this.csrf = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendAll();
    });
    this.querySelector("[data-act=stop]").addEventListener("click", () => this.stop?.abort());
    addEventListener("beforeunload", (event) => {
      if (this.stop) event.preventDefault();
    });
  }

  part(/** @type {string} */ name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  say(/** @type {string} */ text) {
    this.part("said").textContent = text;
  }

  async sendAll() {
    const files = [...this.input.files];
    if (!files.length) return this.problem("Choisissez au moins un fichier.");
    if (this.stop) return;
    this.stop = new AbortController();
    this.part("problems").replaceChildren();
    this.part("during").hidden = false;
    this.total = files.reduce((sum, file) => sum + file.size, 0) || 1;
    this.before = 0;
    let kept = 0;
    for (const [turn, file] of files.entries()) {
      const which = files.length > 1 ? `Fichier ${turn + 1} sur ${files.length}` : "Fichier";
      try {
        await this.send(file, which);
        kept += 1;
      } catch (error) {
        if (this.stop.signal.aborted) break;
        this.problem(error instanceof Refusal ? `${which}\u00a0: ${error.message}` : `${which}\u00a0: pas arrivé. Joignez-le de nouveau, l’envoi reprendra où il s’est arrêté.`);
      }
      this.before += file.size;
    }
    const stopped = this.stop.signal.aborted;
    this.stop = null;
    this.part("during").hidden = true;
    this.say(stopped ? "Envoi arrêté. Joignez le même fichier pour le reprendre." : "");
    if (kept && !this.part("problems").children.length && !stopped) location.reload();
    else if (kept) this.say(`${this.part("said").textContent} ${kept > 1 ? `${kept} fichiers sont joints` : "Un fichier est joint"}\u00a0: rechargez la page pour les voir.`);
  }

  problem(/** @type {string} */ text) {
    const line = document.createElement("li");
    line.textContent = text;
    this.part("problems").append(line);
    this.dataset.done = String(Number(this.dataset.done ?? 0) + 1);
  }

  ask(/** @type {string} */ method, /** @type {string} */ to, headers = {}, /** @type {Blob|undefined} */ body = undefined) {
    const all = { ...TUS, "X-CSRFToken": this.csrf, ...headers };
    return fetch(to, { method, headers: all, body, signal: this.stop.signal });
  }

  async send(/** @type {File} */ file, /** @type {string} */ which) {
    const key = await mark(this.dataset.to, file);
    let [to, offset] = await this.begun(key, file);
    let piece = PIECE;
    for (let tries = 0; offset < file.size; ) {
      try {
        const answer = await this.patch(to, offset, file.slice(offset, offset + piece));
        if (answer.ok) {
          offset = Number(answer.headers.get("Upload-Offset"));
          tries = 0;
        } else if ([409, 460].includes(answer.status) && tries < TRIES) {
          tries += 1;
          offset = Number(answer.headers.get("Upload-Offset") ?? offset);
        } else throw new Refusal(await this.sentence(answer));
      } catch (error) {
        if (error instanceof Refusal || this.stop.signal.aborted) {
          if (error instanceof Refusal) localStorage.removeItem(key);
          throw error;
        }
        tries += 1;
        if (tries > TRIES) throw error;
        piece = Math.max(SMALLEST, piece / 2);
        this.say("La liaison est coupée\u00a0: l’envoi reprendra de lui-même.");
        await pause(PAUSE * Math.min(tries, 8));
        offset = await this.standing(to, offset);
      }
      const share = (this.before + offset) / this.total;
      this.part("bar").value = share;
      this.say(`${which}\u00a0: ${offset < file.size ? `${Math.floor(100 * share)}\u00a0%` : "arrivé, vérifié et chiffré"}`);
    }
    localStorage.removeItem(key);
  }

  // Go on with an upload that was begun, or begin one.
  async begun(/** @type {string} */ key, /** @type {File} */ file) {
    const former = key && localStorage.getItem(key);
    if (former) {
      const answer = await this.ask("HEAD", former).catch(() => null);
      if (answer?.ok) return [former, Number(answer.headers.get("Upload-Offset"))];
    }
    const answer = await this.ask("POST", this.dataset.to, { "Upload-Length": String(file.size) });
    if (answer.status !== 201) throw new Refusal(await this.sentence(answer));
    const to = answer.headers.get("Location");
    if (key) localStorage.setItem(key, to);
    return [to, 0];
  }

  async patch(/** @type {string} */ to, /** @type {number} */ offset, /** @type {Blob} */ piece) {
    const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    if (crypto.subtle) {
      const digest = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
      headers["Upload-Checksum"] = `sha256 ${base64(digest)}`;
    }
    return this.ask("PATCH", to, headers, piece);
  }

  async standing(/** @type {string} */ to, /** @type {number} */ otherwise) {
    const answer = await this.ask("HEAD", to).catch(() => null);
    return answer?.ok ? Number(answer.headers.get("Upload-Offset")) : otherwise;
  }

  async sentence(/** @type {Response} */ answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (plain) return answer.text();
    return answer.status === 403 ? "Votre session est finie\u00a0: connectez-vous de nouveau." : "Le site a refusé ce fichier\u00a0: réessayez plus tard.";
  }
}

customElements.define("file-upload", FileUpload);
