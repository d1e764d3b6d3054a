// The lane's own socket: hears what is open to whoever looks, and dials again when it is cut off.
// Keeps nothing; draws nothing.

const SOONEST = 1_000; // ms
const LATEST = 15_000;
const NOT_SIGNED_IN = 4001;

/** @typedef {{ id: string, version: number }[]} OpenItems */

export class Lane {
  /** @param {(items: OpenItems) => void} heard @param {() => void} ended the session is over */
  constructor(heard, ended) {
    this.heard = heard;
    this.ended = ended;
    this.pause = SOONEST;
  }

  dial() {
    const socket = new WebSocket(new URL("/sealed/live", location.href.replace(/^http/, "ws")));
    socket.onmessage = ({ data }) => {
      this.pause = SOONEST;
      this.heard(JSON.parse(data).items);
    };
    socket.onclose = ({ code }) => {
      if (code === NOT_SIGNED_IN) return this.ended();
      setTimeout(() => this.dial(), this.pause);
      this.pause = Math.min(this.pause * 2, LATEST);
    };
  }
}
