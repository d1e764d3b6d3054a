// The wall's voice: short tones by level while something grave or new calls for an answer. Says
// whether the browser lets it speak. Decides nothing: it is told what calls.

/** Tones as [hertz, start, seconds], and how long to wait before saying it again, by level. */
const TUNES = [
  { every: 5_000, tones: [[880, 0, 0.18], [660, 0.24, 0.18], [880, 0.48, 0.18], [660, 0.72, 0.18]] },
  { every: 10_000, tones: [[784, 0, 0.18], [659, 0.26, 0.24]] },
  { every: 30_000, tones: [[659, 0, 0.2]] },
  { every: Infinity, tones: [[523, 0, 0.16]] },
];
const LOUD = 0.22;

export class Voice {
  /** @param {boolean} isMuted */
  constructor(isMuted) {
    this.isMuted = isMuted;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {{ key: string, at: number }} */
    this.last = { key: "", at: -Infinity };
  }

  /** @returns {"on" | "muted" | "blocked"} */
  state() {
    if (this.isMuted) return "muted";
    return this.context?.state === "running" ? "on" : "blocked";
  }

  /** Try to speak; a browser may refuse until somebody touches the page. */
  open() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume().catch(() => undefined);
  }

  /** The switch: first unblock, then mute and unmute. */
  turn() {
    if (this.state() === "blocked") return this.open();
    this.isMuted = !this.isMuted;
    if (!this.isMuted) this.open();
  }

  /**
   * Say the gravest that calls, again and again by its level; a new one at once.
   * @param {{ case: number, level: number } | null} calling
   * @param {number} now
   */
  say(calling, now) {
    if (calling === null) {
      this.last = { key: "", at: -Infinity };
      return;
    }
    const { every, tones } = TUNES[calling.level - 1];
    const key = `${calling.case} ${calling.level}`;
    if (key === this.last.key && now - this.last.at < every) return;
    if (this.state() !== "on" || !this.context) return;
    this.last = { key, at: now };
    for (const [hertz, start, seconds] of tones) tone(this.context, hertz, start, seconds);
  }
}

/** @param {AudioContext} context @param {number} hertz @param {number} start @param {number} seconds */
function tone(context, hertz, start, seconds) {
  const begin = context.currentTime + start;
  const source = context.createOscillator();
  const volume = context.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(LOUD, begin + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + seconds);
  source.connect(volume).connect(context.destination);
  source.start(begin);
  source.stop(begin + seconds + 0.05);
}
