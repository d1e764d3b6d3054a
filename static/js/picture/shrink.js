// Photos made small before they are kept or sent: at most 1600 pixels, JPEG, without metadata.

const LONGEST = 1600; // pixels, as the server keeps them
const QUALITY = 0.85;

/** @param {File} file @returns {Promise<Blob>} Rejects when the file is no picture. */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))),
      "image/jpeg", QUALITY);
  });
}

/** An address for showing a blob, made once for each. */
const addresses = new WeakMap();

/** @param {Blob} blob @returns {string} */
export function addressOf(blob) {
  if (!addresses.has(blob)) addresses.set(blob, URL.createObjectURL(blob));
  return addresses.get(blob);
}
