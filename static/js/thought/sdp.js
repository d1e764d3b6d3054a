// The little a page must read in a session description: whose track stands in which m-line, and
// by which certificate the other side is known. Pure.

/** @typedef {{ mid: string, seat: string, kind: string, isSent: boolean }} Line */

/**
 * The m-lines of an offer by their mid; the server names each `a=msid:<seat> <kind>`.
 * @param {string} sdp
 * @returns {Line[]}
 */
export function linesOf(sdp) {
  return sdp.split(/\r?\n(?=m=)/).slice(1).flatMap((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    const msid = /^a=msid:(\S+) (\S+)/m.exec(section);
    if (mid === undefined || !msid) return [];
    const isSent = /^a=(sendonly|sendrecv)\s*$/m.test(section) && !/^m=\S+ 0 /.test(section);
    return [{ mid, seat: msid[1], kind: msid[2], isSent }];
  });
}

/** The fingerprint of a description; another one is another worker. @param {string} [sdp] */
export const fingerprintOf = (sdp = "") => /^a=fingerprint:(.*\S)/m.exec(sdp)?.[1] ?? "";
