// Passkeys of this browser: options as JSON in, answers as JSON out. Talks to the authenticator
// only, never to the server.

/** @typedef {Record<string, any>} Json */

/** Whether this browser and address can hold a passkey. */
export const canPasskey = () => "PublicKeyCredential" in window && window.isSecureContext;

/** Make a passkey. @param {Json} options @returns {Promise<Json>} */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(described),
  };
  const made = await navigator.credentials.create({ publicKey: /** @type {any} */ (publicKey) });
  const { response } = /** @type {any} */ (made);
  return answer(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
  });
}

/** Use a passkey. @param {Json} options @returns {Promise<Json>} */
export async function usePasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(described),
  };
  const used = await navigator.credentials.get({ publicKey: /** @type {any} */ (publicKey) });
  const { response } = /** @type {any} */ (used);
  return answer(used, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** @param {any} credential @param {Json} response */
const answer = ({ id, rawId, type }, response) => ({ id, rawId: text(rawId), type, response });

/** @param {Json} credential */
const described = (credential) => ({ ...credential, id: bytes(credential.id) });

/** @param {string} base64url */
function bytes(base64url) {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
