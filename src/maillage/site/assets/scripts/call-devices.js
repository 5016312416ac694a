// Camera and microphone: ask for them, say in a sentence what is wrong, try sound and picture before a call.

const SAID = {
  NotAllowedError:
    "Le navigateur n’a pas le droit d’utiliser la caméra ou le microphone. Autorisez-les près de l’adresse de la page, puis réessayez.",
  NotReadableError: "La caméra ou le microphone sert à un autre logiciel. Fermez-le, puis réessayez.",
  NotFoundError: "Aucune caméra ou aucun microphone n’est branché. Branchez-les, puis réessayez.",
};

export const problem = (/** @type {any} */ error) =>
  SAID[error?.name] ?? "La caméra ou le microphone ne répond pas. Débranchez-les, rebranchez-les, puis réessayez.";

// Sound and picture; sound alone if there is no picture; nothing if there is neither. ``said`` is what is missing.
export async function own() {
  try {
    const video = { width: { ideal: 640 }, height: { ideal: 480 } };
    return { stream: await navigator.mediaDevices.getUserMedia({ audio: true, video }), said: "" };
  } catch (error) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      return { stream, said: `Vous serez entendu, pas vu. ${problem(error)}` };
    } catch (without) {
      return { stream: null, said: `Vous entendrez, sans être vu ni entendu. ${problem(without)}` };
    }
  }
}

// Other cameras and microphones than those in use: those of the kit.
export async function others(/** @type {MediaStream[]} */ used) {
  const taken = used.flatMap((one) => one.getTracks().map((track) => track.getSettings().deviceId));
  const all = await navigator.mediaDevices.enumerateDevices();
  const usual = ["", "default", "communications", ...taken];
  const found = all.filter((one) => one.kind !== "audiooutput" && !usual.includes(one.deviceId));
  return found.sort((one, two) => two.kind.localeCompare(one.kind));
}

// A camera of the kit, or its stethoscope: a sound that nothing treats.
export function ofKit(/** @type {MediaDeviceInfo} */ device) {
  const deviceId = { exact: device.deviceId };
  const untreated = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const wanted = device.kind === "videoinput" ? { video: { deviceId } } : { audio: { deviceId, ...untreated } };
  return navigator.mediaDevices.getUserMedia(wanted);
}

export function play() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.8);
  tone.onended = () => context.close();
}

// Show how loud the microphone is in a <meter>, until its page closes.
export function measure(/** @type {MediaStream} */ stream, /** @type {HTMLMeterElement} */ meter) {
  if (!stream.getAudioTracks().length) return;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const step = () => {
    analyser.getFloatTimeDomainData(samples);
    meter.value = Math.min(1, 4 * Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
    if (meter.isConnected && stream.active) setTimeout(step, 100);
    else context.close();
  };
  step();
}
