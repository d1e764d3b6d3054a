// What a connection needs and what takes long to make: made before it is needed, at the door, so
// that a join does not wait for it. Knows no server.

/** The identity of one entry. */
export const newCertificate = () => RTCPeerConnection.generateCertificate(
  /** @type {any} */ ({ name: "ECDSA", namedCurve: "P-256" }));

/** What a page's first connection has to wait for: threads, sound, codecs. Nothing is sent. */
export async function warm() {
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  for (const kind of ["audio", "video"]) from.addTransceiver(kind, { direction: "sendonly" });
  await from.setLocalDescription();
  await to.setRemoteDescription(/** @type {RTCSessionDescription} */ (from.localDescription));
  await to.setLocalDescription();
  for (const one of [from, to]) one.close();
}
