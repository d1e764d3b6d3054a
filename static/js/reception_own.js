// This participant's own devices: caught before entry, switched on and off in the room, shared.
// Keeps the tracks; tells the media and the room what changed. Draws nothing.

import { Meter, capture, listed, pictureAgain, shareScreen } from "./wire/devices.js";

/** @typedef {import("./types/reception.js").Tracks} Tracks */
/**
 * @typedef {{ check: import("./types/reception.js").Check, own: Tracks, draw: () => void,
 *   tell: (change: Record<string, boolean>) => void, show: (change: Partial<Tracks>) => unknown,
 *   toast: (key: string) => void }} Host
 */

const HEARD = 0.35; // of the meter: somebody speaks

export class Own {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.meter = new Meter((level) => this.#level(level));
  }

  /** Ask for both devices anew. */
  async look() {
    const { check, own } = this.host;
    check.isBusy = true;
    this.host.draw();
    for (const track of [own.mic, own.camera]) track?.stop();
    [own.mic, own.camera] = [null, null];
    const caught = await capture(check);
    Object.assign(check, await listed(), {
      micProblem: caught.micProblem, cameraProblem: caught.cameraProblem, heard: false, level: 0, isBusy: false });
    this.#take("mic", caught.mic);
    this.#take("camera", caught.camera);
    this.meter.listen(caught.mic);
    this.host.draw();
  }

  /** The check is over: nobody looks at the meter any more. */
  enter() {
    this.meter.stop();
  }

  mute() {
    const { own } = this.host;
    if (!own.mic) return this.host.toast("none");
    own.mic.enabled = !own.mic.enabled;
    this.host.tell({ mic: !own.mic.enabled });
    return this.host.draw();
  }

  /** Switched off, the camera itself sleeps and its lamp is dark. */
  async camera() {
    const { own, check } = this.host;
    if (own.camera) {
      own.camera.stop();
      own.camera = null;
    } else {
      const { track, why } = await pictureAgain(check.camera);
      if (!track) return this.host.toast(`camera_${why}`);
      this.#take("camera", track);
    }
    this.host.tell({ camera: own.camera === null });
    await this.host.show({ camera: own.camera });
    return this.host.draw();
  }

  async share() {
    const { own } = this.host;
    if (own.screen) return this.#unshare();
    const { track, why } = await shareScreen();
    if (!track) return why === "denied" ? undefined : this.host.toast(why === "noSharing" ? why : "shareFailed");
    track.contentHint = "detail";
    own.screen = track;
    track.onended = () => this.#unshare();
    this.host.tell({ screen: false });
    await this.host.show({ screen: track });
    return this.host.draw();
  }

  async #unshare() {
    const { own } = this.host;
    own.screen?.stop();
    own.screen = null;
    this.host.tell({ screen: true });
    await this.host.show({ screen: null });
    this.host.draw();
  }

  /** Everything is given back to the machine. */
  drop() {
    const { own } = this.host;
    this.meter.stop();
    for (const track of Object.values(own)) track?.stop();
    Object.assign(own, { mic: null, camera: null, screen: null });
  }

  /** @param {"mic" | "camera"} kind @param {MediaStreamTrack | null} track */
  #take(kind, track) {
    const { own, check } = this.host;
    own[kind] = track;
    if (!track) return;
    track.onended = () => {
      if (own[kind] !== track) return;
      own[kind] = null;
      check[kind === "mic" ? "micProblem" : "cameraProblem"] = "missing";
      this.host.tell({ [kind]: true });
      this.host.toast(`${kind}_missing`);
    };
  }

  /** @param {number} level */
  #level(level) {
    const { check } = this.host;
    check.heard ||= level > HEARD;
    if (Math.abs(check.level - level) < 0.02) return;
    check.level = level;
    this.host.draw();
  }
}
