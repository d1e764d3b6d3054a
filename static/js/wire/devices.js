// Camera, microphone and screen of this machine: asking for them, naming what went wrong, how
// loud it is. Gives keys of words, never sentences; sends nothing anywhere.

/** @typedef {{ mic: MediaStreamTrack | null, camera: MediaStreamTrack | null,
 *   micProblem: string, cameraProblem: string }} Caught */

/** @type {Record<string, string>} */
const WHY = {
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing",
  OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy",
};
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

/** @param {unknown} error */
const whyOf = (error) => WHY[error instanceof Error ? error.name : ""] ?? "broken";

/** Devices of this machine that may be chosen. */
export async function listed() {
  const all = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
  const of = (/** @type {string} */ kind) => all.filter((one) => one.kind === kind && one.deviceId)
    .map(({ deviceId: id, label }) => ({ id, label }));
  return { mics: of("audioinput"), cameras: of("videoinput") };
}

/**
 * Both at once, as one question to the person; when that fails each alone, so that a missing
 * microphone does not cost the camera.
 * @param {{ mic?: string, camera?: string }} chosen device ids; empty is any
 * @returns {Promise<Caught>}
 */
export async function capture({ mic = "", camera = "" }) {
  if (!navigator.mediaDevices?.getUserMedia) {
    return { mic: null, camera: null, micProblem: "insecure", cameraProblem: "insecure" };
  }
  const audio = { ...SOUND, ...(mic ? { deviceId: { exact: mic } } : {}) };
  const video = { ...PICTURE, ...(camera ? { deviceId: { exact: camera } } : {}) };
  try {
    const both = await navigator.mediaDevices.getUserMedia({ audio, video });
    return { mic: both.getAudioTracks()[0], camera: both.getVideoTracks()[0], micProblem: "", cameraProblem: "" };
  } catch {
    const [sound, picture] = [await one({ audio }), await one({ video })];
    return { mic: sound.track, camera: picture.track, micProblem: sound.why, cameraProblem: picture.why };
  }
}

/** The camera alone, after it was switched off. @param {string} id */
export const pictureAgain = (id) => one({ video: { ...PICTURE, ...(id ? { deviceId: { exact: id } } : {}) } });

/** @param {MediaStreamConstraints} what @returns {Promise<{ track: MediaStreamTrack | null, why: string }>} */
async function one(what) {
  try {
    return { track: (await navigator.mediaDevices.getUserMedia(what)).getTracks()[0], why: "" };
  } catch (error) {
    return { track: null, why: whyOf(error) };
  }
}

/** A screen or a window; null when the person thought better of it. */
export async function shareScreen() {
  if (!("getDisplayMedia" in (navigator.mediaDevices ?? {}))) return { track: null, why: "noSharing" };
  try {
    const shared = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    return { track: shared.getVideoTracks()[0], why: "" };
  } catch (error) {
    return { track: null, why: whyOf(error) };
  }
}

export class Meter {
  /** How loud a track is, 0 to 1, ten times a second. @param {(level: number) => void} onLevel */
  constructor(onLevel) {
    this.onLevel = onLevel;
    /** @type {AudioContext | null} */ this.context = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */ this.timer = undefined;
  }

  /** @param {MediaStreamTrack | null} track */
  listen(track) {
    this.stop();
    if (!track) return;
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      if (this.context?.state === "suspended") this.context.resume();
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      this.onLevel(Math.min(1, Math.max(0, 1 + Math.log10(Math.sqrt(power) + 1e-6) / 2.5)));
    }, 100);
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = null;
  }
}

/** Half a second of a soft tone, to hear whether the speaker works. */
export async function ring() {
  const context = new AudioContext();
  const [tone, soft] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = 523;
  soft.gain.setValueAtTime(0.12, context.currentTime);
  soft.gain.linearRampToValueAtTime(0, context.currentTime + 0.6);
  tone.connect(soft).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.6);
  await new Promise((done) => { tone.onended = done; });
  await context.close();
}
