// How good a line is, from what getStats counts: four steps each way, and whether the camera
// must rest. Pure; bounds are the judgement of this house, samples come every two seconds.

/** @typedef {import("../types/reception.js").Sample} Sample */
/** @typedef {{ low: number, since: number, isOn: boolean, rest: number }} Saving */

export const EVERY = 2_000; // ms
export const POOR_UPLINK = 120_000; // bit/s; below it a picture only harms the voice
const LOW_SAMPLES = 3; // six seconds of a poor line before the camera rests
const TRIAL = 8_000; // ms that a returning camera is given to prove itself
const RESTS = [15_000, 30_000, 60_000]; // ms of rest before each new trial
/** Least loss, round trip and jitter of steps 4, 3 and 2. */
const LOSS = [0.02, 0.06, 0.15];
const RTT = [0.25, 0.5, 1.0]; // s
const JITTER = [0.03, 0.08, 0.2]; // s
const RATE = [500_000, 250_000, POOR_UPLINK]; // bit/s

/**
 * What both connections count. The rate is that of the one that publishes, and only while it sends
 * a picture: the other one sends nothing, and a voice alone does not try the line.
 * @param {{ up: any[], down: any[] }} reports their stats @param {number} at @returns {Sample}
 */
export function sampleOf({ up, down }, at) {
  /** @type {Sample} */
  const sum = { at, received: 0, lost: 0, jitter: 0, rtt: null, outLoss: null, available: null };
  for (const report of [...up, ...down]) {
    if (report.type === "inbound-rtp") {
      sum.received += report.packetsReceived ?? 0;
      sum.lost += Math.max(0, report.packetsLost ?? 0);
      if (report.kind === "audio") sum.jitter = Math.max(sum.jitter, report.jitter ?? 0);
    }
    if (report.type === "remote-inbound-rtp") {
      sum.outLoss = Math.max(sum.outLoss ?? 0, report.fractionLost ?? 0);
      sum.rtt = Math.max(sum.rtt ?? 0, report.roundTripTime ?? 0);
    }
    if (isPath(report)) sum.rtt = Math.max(sum.rtt ?? 0, report.currentRoundTripTime ?? 0);
  }
  if (up.some(isPicture)) sum.available = up.find(isPath)?.availableOutgoingBitrate ?? null;
  return sum;
}

/** @param {any} report */
const isPath = ({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded";

/** @param {any} report a track that is sent has a source */
const isPicture = ({ type, kind, mediaSourceId }) => type === "outbound-rtp" && kind === "video" && Boolean(mediaSourceId);

/** 4 good, 3 fair, 2 weak, 1 poor. @param {number} value @param {number[]} bounds rising */
const step = (value, bounds) => 4 - bounds.filter((bound) => value > bound).length;

/**
 * Steps up and down between two samples. Nothing received yet counts as good: it is not a fault
 * of the line that nobody else has come.
 * @param {Sample} before @param {Sample} now @param {boolean} isResting the camera rests already
 */
export function stepsOf(before, now, isResting) {
  const [got, lost] = [now.received - before.received, now.lost - before.lost];
  const loss = got + lost > 0 ? Math.max(0, lost) / Math.max(1, got + lost) : 0;
  const rtt = step(now.rtt ?? 0, RTT);
  const rate = rateStep(now.available);
  return {
    up: Math.min(step(now.outLoss ?? 0, LOSS), rtt, rate, isResting ? 2 : 4),
    down: Math.min(step(loss, LOSS), step(now.jitter, JITTER), rtt),
  };
}

/** @param {number | null} available bit/s; null when not known yet */
const rateStep = (available) =>
  (available === null ? 4 : 4 - RATE.filter((bound) => available < bound).length);

/** The camera sends. @returns {Saving} */
export const sending = () => ({ low: 0, since: 0, isOn: false, rest: 0 });

/**
 * Whether the picture rests. It does after six seconds under the bound; it is tried again after
 * a rest that doubles, and is given eight seconds to raise the estimate.
 * @param {Saving} saving @param {Sample} now @returns {Saving}
 */
export function saved(saving, now) {
  if (saving.isOn) {
    const rest = RESTS[Math.min(saving.rest, RESTS.length) - 1] ?? RESTS[0];
    return now.at - saving.since < rest ? saving : { ...saving, isOn: false, low: 0, since: now.at };
  }
  if (now.available === null || now.available >= POOR_UPLINK) {
    const isProven = saving.rest > 0 && now.at - saving.since > 4 * TRIAL;
    return { ...saving, low: 0, rest: isProven ? 0 : saving.rest };
  }
  if (saving.rest > 0 && now.at - saving.since < TRIAL) return saving;
  const low = saving.low + 1;
  if (low < LOW_SAMPLES) return { ...saving, low };
  return { low: 0, since: now.at, isOn: true, rest: Math.min(saving.rest + 1, RESTS.length) };
}
