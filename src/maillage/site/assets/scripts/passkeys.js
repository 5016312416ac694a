// Passkeys: ask the browser for one, or to create one, and submit its answer. Without it the page says what is needed.

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Convert the server's base64url texts to the bytes that the browser expects.
function read(options) {
  const key = options.publicKey;
  const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...key, challenge: bytes(key.challenge) };
  if (key.user) read.user = { ...key.user, id: bytes(key.user.id) };
  if (key.excludeCredentials) read.excludeCredentials = named(key.excludeCredentials);
  if (key.allowCredentials) read.allowCredentials = named(key.allowCredentials);
  return { publicKey: read };
}

// Convert bytes back to base64url.
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function options(place) {
  if (!place.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(place.dataset.options, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}

async function use(place) {
  const form = place.querySelector("form");
  const problem = place.querySelector("[role=alert]");
  problem.hidden = true;
  try {
    const wanted = read(await options(place));
    const credential =
      place.dataset.passkey === "make"
        ? await navigator.credentials.create(wanted)
        : await navigator.credentials.get(wanted);
    form.elements.credential.value = JSON.stringify(written(credential));
    form.requestSubmit();
  } catch {
    problem.textContent = "La clé d’accès n’a pas été donnée. Recommencez, ou choisissez un autre moyen.";
    problem.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll("[data-passkey-needs]")) note.hidden = true;
  for (const place of document.querySelectorAll("[data-passkey]")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => use(place));
  }
}
