// Dictated text: the browser turns speech into words on this machine. No sound leaves it: a browser that would send it
// to its maker gets no button, and the page names the dictation of the system instead.

const WANTED = { langs: ["fr-FR"], processLocally: true };
const SAID = {
  "not-allowed": "Le navigateur n’a pas le droit d’utiliser le microphone. Autorisez-le près de l’adresse de la page.",
  "audio-capture": "Aucun microphone n’est branché, ou un autre logiciel s’en sert.",
  "no-speech": "Rien n’a été entendu. Parlez plus près du microphone.",
};
const STOPPED = "La dictée s’est arrêtée : ce qui est écrit reste. Reprenez, ou continuez au clavier.";
const PREPARES = "Le navigateur prépare la dictée, une fois pour toutes…";
const BY_SYSTEM =
  "Pour dicter, utilisez la dictée de votre ordinateur : touches Windows et H, ou deux fois Fn sur un Mac ; sur un téléphone, " +
  "le microphone du clavier.";

const Recognition = /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

// "available", "downloadable", "downloading", or "unavailable" where speech is not turned into words here.
const readiness = async () => (await Recognition?.available?.(WANTED).catch(() => null)) ?? "unavailable";

// Put words at the caret, with a space where one is missing.
export function write(/** @type {HTMLTextAreaElement} */ field, /** @type {string} */ words) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const space = start > 0 && !/\s/.test(value[start - 1]) ? " " : "";
  field.setRangeText(space + words.trim(), start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

class Dictation {
  constructor(/** @type {HTMLTextAreaElement} */ field) {
    this.field = field;
    this.button = document.createElement("button");
    Object.assign(this.button, { type: "button", className: "govuk-button govuk-button--secondary mg-button-s" });
    this.button.setAttribute("aria-pressed", "false");
    const about = document.createElement("span");
    about.className = "govuk-visually-hidden";
    about.textContent = ` : ${field.labels?.[0]?.textContent?.trim() ?? ""}`;
    this.button.append("Dicter", about);
    this.button.onclick = () => (this.heard ? this.heard.stop() : this.listen());
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    field.after(this.button, this.said);
  }

  async listen() {
    if ((await readiness()) !== "available") {
      this.said.textContent = PREPARES;
      if (!(await Recognition.install?.(WANTED).catch(() => false))) return void (this.said.textContent = BY_SYSTEM);
    }
    this.said.textContent = "";
    this.heard = Object.assign(new Recognition(), { lang: "fr-FR", continuous: true, interimResults: false, processLocally: true });
    this.heard.onresult = (/** @type {any} */ event) => {
      for (const one of [...event.results].slice(event.resultIndex)) if (one.isFinal) write(this.field, one[0].transcript);
    };
    this.heard.onerror = (/** @type {any} */ event) => (this.said.textContent = SAID[event.error] ?? STOPPED);
    this.heard.onend = () => this.end();
    this.button.setAttribute("aria-pressed", "true");
    this.field.focus();
    this.heard.start();
  }

  end() {
    this.heard = null;
    this.button.setAttribute("aria-pressed", "false");
  }
}

const fields = [...document.querySelectorAll("form[data-dictated] textarea")];
if (fields.length) {
  if ((await readiness()) === "unavailable") {
    const hint = document.createElement("p");
    Object.assign(hint, { className: "mg-muted", textContent: BY_SYSTEM });
    fields[0].closest("form")?.prepend(hint);
  } else for (const field of fields) new Dictation(/** @type {HTMLTextAreaElement} */ (field));
}
