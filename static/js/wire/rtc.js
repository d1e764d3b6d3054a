// The media of one participant: one connection that publishes (we offer), one that subscribes
// (the server offers). Restarts what breaks. Refuses to know the socket, the room, the picture.

import { fingerprintOf, linesOf } from "../thought/sdp.js";

/** @typedef {import("../types/reception.js").Tracks} Tracks */
/** @typedef {"mic" | "camera" | "screen"} Kind */
/**
 * `onTracks` gets everybody's tracks by seat; `onLost` says that restarts do not help: enter anew.
 * @typedef {{ send: (message: Record<string, unknown>) => boolean,
 *   onTracks: (tracks: Map<string, Partial<Tracks>>) => void, onLost: () => void }} Options
 */

const PATIENCE = 700; // ms that a disconnected line may come back by itself
const FIRST_OFFER = 150; // ms that the page waits, before it draws, for the first offer of the server
const FIRST_SIGHT = 250; // ms that our own offer waits for the first picture of another
const MOST_TRIES = 4; // restarts in a row before the seat is taken anew
const RESTART_EVERY = 1_500; // ms between restarts of one connection
/** @type {Record<Kind, "audio" | "video">} */
const MEDIA = { mic: "audio", camera: "video", screen: "video" };
/** @type {Kind[]} the fixed order of the m-lines of a publish offer */
const KINDS = ["mic", "camera", "screen"];
/** @type {Record<Kind, RTCRtpEncodingParameters>} */
const ENCODINGS = {
  mic: { maxBitrate: 40_000, priority: "high" },
  camera: { maxBitrate: 1_200_000 },
  screen: { maxBitrate: 1_500_000 },
};
/** An encoder holds a sixth back until it has measured thirty frames of its own: for so long it is
 * given as much more, and sends what it shall. */
const AT_FIRST = 1.2;
const FIRST_FRAMES = 5_000; // ms

/** The identity of one entry, made before it is needed. */
const newCertificate = () => RTCPeerConnection.generateCertificate(
  /** @type {any} */ ({ name: "ECDSA", namedCurve: "P-256" }));

export class Media {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {RTCConfiguration | null} how the connections of this entry are made */
    this.now = null;
    /** @type {RTCPeerConnection | null} */ this.pub = null;
    /** @type {RTCPeerConnection | null} */ this.sub = null;
    /** @type {Tracks} */ this.own = { mic: null, camera: null, screen: null };
    /** @type {Partial<Record<Kind, RTCRtpTransceiver>>} */ this.lines = {};
    this.generation = 0;
    this.isOffering = false;
    this.isDue = false;
    this.isResting = false;
    this.tries = 0;
    /** @type {Promise<void>} */ this.ready = Promise.resolve();
    /** Until then the page has better things to do than to draw. @type {Promise<unknown>} */
    this.drawable = Promise.resolve();
    /** Tells that the first offer of the server was answered. */ this.answered = () => {};
    /** Tells that a picture of another is shown. */ this.seen = () => {};
    /** @type {Promise<void>} */ this.queue = Promise.resolve();
    /** @type {Map<RTCPeerConnection, number>} */ this.restarted = new Map();
    this.certificate = newCertificate();
    addEventListener("online", this.restart);
    /** @type {any} */ (navigator).connection?.addEventListener("change", this.restart);
  }

  /** What we send from now on; before `begin` it is only remembered. @param {Partial<Tracks>} change */
  async show(change) {
    const wasScreen = this.own.screen;
    this.own = { ...this.own, ...change };
    for (const kind of KINDS) await this.lines[kind]?.sender.replaceTrack(this.own[kind]);
    const needsLine = KINDS.some((kind) => this.own[kind] && !isSending(this.lines[kind]));
    const isBegun = this.lines.mic !== undefined; // the first offer takes what is there then
    if (isBegun && (needsLine || (wasScreen && !this.own.screen))) await this.publish();
  }

  /** At the door: the connection that receives, ready before it is needed. Nothing of ours is sent.
   * @param {RTCIceServer[]} ice */
  stand(ice) {
    this.end();
    this.ready = this.#prepare(ice);
    return this.ready;
  }

  /** Both connections, in the seat; what stands from the door stays. To see the others comes first:
   * our own offer, and the drawing, wait for it, but not for long.
   * @param {RTCIceServer[]} ice @param {boolean} [isFirst] */
  begin(ice, isFirst = true) {
    if (this.pub || !isFirst) this.end();
    const isDrawable = !isFirst || this.sub?.currentRemoteDescription;
    this.drawable = within(isDrawable ? 0 : FIRST_OFFER, (done) => { this.answered = done; });
    const sighted = within(isFirst ? FIRST_SIGHT : 0, (done) => { this.seen = done; });
    this.ready = this.#start(ice, sighted);
    return this.ready;
  }

  /** The connection that receives, and how this entry connects. @param {RTCIceServer[]} ice */
  async #prepare(ice) {
    const policy = /** @type {any} */ (globalThis).icePolicy; // a test may ask for relays only
    const certificate = await this.certificate;
    this.certificate = newCertificate(); // another entry is another connection to the server
    this.now = { bundlePolicy: "max-bundle", iceServers: ice, certificates: [certificate],
      ...(policy ? { iceTransportPolicy: policy } : {}) };
    this.#receive(this.now);
  }

  /** @param {RTCIceServer[]} ice @param {Promise<void>} sighted */
  async #start(ice, sighted) {
    await this.ready;
    if (!this.sub) await this.#prepare(ice);
    const pub = new RTCPeerConnection(/** @type {RTCConfiguration} */ (this.now));
    this.pub = pub;
    this.#watch(pub, "publish");
    sighted.then(() => { if (this.pub === pub && !this.lines.mic) this.publish(); });
  }

  /** Stop both connections; tracks stay with their owner. */
  end() {
    for (const one of [this.pub, this.sub]) one?.close();
    [this.pub, this.sub] = [null, null];
    this.lines = {};
    this.isOffering = false;
    this.isDue = false;
    this.restarted.clear();
    this.options.onTracks(new Map());
  }

  /** Nothing is used any more. */
  close() {
    this.end();
    removeEventListener("online", this.restart);
    /** @type {any} */ (navigator).connection?.removeEventListener("change", this.restart);
  }

  // Publishing: one offer at a time

  async publish() {
    const { pub } = this;
    if (!pub) return;
    if (this.isOffering) {
      this.isDue = true;
      return;
    }
    this.isOffering = true;
    this.#line("mic");
    this.#line("camera");
    if (this.own.screen || this.lines.screen) this.#line("screen");
    await pub.setLocalDescription(await pub.createOffer());
    if (this.pub !== pub) return;
    this.generation += 1;
    this.options.send({ type: "publish", offer: pub.localDescription?.sdp, generation: this.generation });
  }

  /** An m-line of our own, sending or at rest. @param {Kind} kind */
  #line(kind) {
    const track = this.own[kind];
    const direction = track ? "sendonly" : "inactive";
    const line = this.lines[kind];
    if (line) {
      line.direction = direction;
      return;
    }
    const sendEncodings = [{ ...ENCODINGS[kind], ...(kind === "camera" ? this.#cameras(AT_FIRST) : {}) }];
    if (kind === "camera") this.#settleLater();
    this.lines[kind] = /** @type {RTCPeerConnection} */ (this.pub)
      .addTransceiver(track ?? MEDIA[kind], { direction, sendEncodings });
  }

  /** @param {{ generation: number, answer: string }} told */
  async published({ generation, answer }) {
    const { pub } = this;
    if (!pub || generation !== this.generation) return;
    const before = fingerprintOf(pub.currentRemoteDescription?.sdp);
    if (before && before !== fingerprintOf(answer)) {
      this.republish();
      return;
    }
    await pub.setRemoteDescription({ type: "answer", sdp: answer });
    this.isOffering = false;
    if (this.isDue) {
      this.isDue = false;
      await this.publish();
    }
  }

  /** Another worker has the room, or an offer was refused for good: begin again in the same seat. */
  republish() {
    return this.begin(this.now?.iceServers ?? [], false);
  }

  /** An offer that was refused is not waited for any longer. */
  async refused() {
    if (this.pub?.signalingState === "have-local-offer") await this.pub.setLocalDescription({ type: "rollback" });
    this.isOffering = false;
  }

  // Subscribing: offers are answered in their order

  /** @param {{ generation: number, offer: string }} told */
  offered(told) {
    this.queue = this.queue.then(() => this.#answer(told)).catch(() => this.options.onLost());
    return this.queue;
  }

  /** @param {{ generation: number, offer: string }} told */
  async #answer({ generation, offer }) {
    await this.ready;
    if (!this.now) return;
    if (generation === 1 && this.sub?.remoteDescription) this.#dropSub();
    const sub = this.sub ?? this.#receive(this.now);
    await sub.setRemoteDescription({ type: "offer", sdp: offer });
    await sub.setLocalDescription();
    if (this.sub !== sub) return;
    this.options.send({ type: "answer", generation, answer: sub.localDescription?.sdp });
    this.answered();
    this.options.onTracks(tracksOf(sub, offer));
  }

  /** @param {RTCConfiguration} how */
  #receive(how) {
    const sub = new RTCPeerConnection(how);
    this.sub = sub;
    this.#watch(sub, "subscribe");
    return sub;
  }

  #dropSub() {
    this.sub?.close();
    this.sub = null;
  }

  // When lines break

  /** @param {RTCPeerConnection} connection @param {"publish" | "subscribe"} which */
  #watch(connection, which) {
    connection.addEventListener("connectionstatechange", () => {
      const state = connection.connectionState;
      if (state === "connected") this.tries = 0;
      if (state === "failed") this.#again(connection, which);
      if (state === "disconnected") {
        setTimeout(() => {
          if (connection.connectionState === "disconnected") this.#again(connection, which);
        }, PATIENCE);
      }
    });
  }

  /** ICE anew, not more often than every so often, until it holds. @param {RTCPeerConnection} connection @param {"publish" | "subscribe"} which */
  #again(connection, which) {
    if (connection !== this.pub && connection !== this.sub) return;
    const since = performance.now() - (this.restarted.get(connection) ?? -Infinity);
    if (since < RESTART_EVERY) {
      setTimeout(() => {
        if (connection.connectionState !== "connected") this.#again(connection, which);
      }, RESTART_EVERY - since);
      return;
    }
    this.restarted.set(connection, performance.now());
    this.tries += 1;
    if (this.tries > MOST_TRIES) {
      this.tries = 0;
      this.options.onLost();
      return;
    }
    if (which === "subscribe") this.options.send({ type: "subscribe", restart: true });
    else this.#offerAgain(connection);
    setTimeout(() => {
      if (["failed", "disconnected"].includes(connection.connectionState)) this.#again(connection, which);
    }, 2 * RESTART_EVERY);
  }

  /** @param {RTCPeerConnection} connection */
  #offerAgain(connection) {
    connection.restartIce();
    this.isOffering = false; // an answer to the old offer is of no use any more
    this.publish();
  }

  /** The network of this machine has changed: both lines look for a way at once. */
  restart = () => {
    if (this.pub?.connectionState && this.pub.connectionState !== "new") this.#again(this.pub, "publish");
    if (this.sub?.connectionState && this.sub.connectionState !== "new") this.#again(this.sub, "subscribe");
  };

  // How good it is

  /** The camera rests or sends again. @param {boolean} isResting */
  async rest(isResting) {
    this.isResting = isResting;
    await this.#encode();
  }

  /** How the camera is sent now. @param {number} share of what it may send */
  #cameras(share = 1) {
    return { active: !this.isResting, maxBitrate: share * /** @type {number} */ (ENCODINGS.camera.maxBitrate) };
  }

  async #settleLater() {
    await new Promise((done) => setTimeout(done, FIRST_FRAMES));
    await this.#encode();
  }

  async #encode() {
    const sender = this.lines.camera?.sender;
    const how = sender?.getParameters();
    if (!sender || !how?.encodings?.length) return;
    for (const encoding of how.encodings) Object.assign(encoding, this.#cameras());
    await sender.setParameters(how);
  }

  /** Everything getStats says, of each connection. @returns {Promise<{ up: any[], down: any[] }>} */
  async stats() {
    const [up, down] = await Promise.all([this.pub, this.sub].map(async (one) =>
      [...(await one?.getStats() ?? new Map()).values()]));
    return { up, down };
  }
}

/** Resolved when told so, at the latest after so long. @param {number} most ms @param {(done: () => void) => void} told @returns {Promise<void>} */
const within = (most, told) => new Promise((done) => { told(done); setTimeout(done, most); });

/** @param {RTCRtpTransceiver | undefined} line */
const isSending = (line) => line?.direction === "sendonly";

/** Who can be seen and heard: the offer names them, the transceivers hold the tracks.
 * @param {RTCPeerConnection} connection @param {string} offer */
function tracksOf(connection, offer) {
  const byMid = new Map(connection.getTransceivers().map((one) => [one.mid, one.receiver.track]));
  /** @type {Map<string, Partial<Tracks>>} */
  const found = new Map();
  for (const { mid, seat, kind, isSent } of linesOf(offer)) {
    const track = byMid.get(mid);
    if (isSent && track) found.set(seat, { ...found.get(seat), [kind]: track });
  }
  return found;
}
