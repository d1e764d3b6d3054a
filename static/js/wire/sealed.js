// A shelf in IndexedDB whose contents are sealed: one AES-GCM key for each account, made here,
// never extractable, gone with the shelf when its person signs out. Refuses to know what it keeps.

const NAME = "yushan";
const IV_BYTES = 12;

/** @typedef {{ iv: Uint8Array<ArrayBuffer>, bytes: ArrayBuffer }} Sealed */
/** @typedef {{ id: string, account: number, at: number, told: Sealed,
 *   files: (Sealed & { type: string })[] }} Row */
/** @typedef {{ id: string, at: number, value: any, files: Blob[] }} Kept */
/** @typedef {"drafts" | "outbox"} Shelf */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys", { keyPath: "account" });
      for (const shelf of ["drafts", "outbox"]) {
        asked.result.createObjectStore(shelf, { keyPath: "id" }).createIndex("account", "account");
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

/**
 * One transaction; resolves once it is on disk.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function within(store, mode, ask) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The account's key, made the first time. @param {number} account @returns {Promise<CryptoKey>} */
async function keyOf(account) {
  const kept = await within("keys", "readonly", (store) => store.get(account));
  if (kept) return kept.key;
  const how = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.generateKey(how, false, ["encrypt", "decrypt"]);
  try {
    await within("keys", "readwrite", (store) => store.add({ account, key }));
    return key;
  } catch {
    return keyOf(account); // another tab was first
  }
}

/** @param {CryptoKey} key @param {BufferSource} plain @returns {Promise<Sealed>} */
async function seal(key, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

/** @param {CryptoKey} key @param {Sealed} sealed */
const open = (key, { iv, bytes }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);

/**
 * Keep a value and its files under `id`, in place of what was there.
 * @param {Shelf} shelf
 * @param {number} account
 * @param {string} id unique on this device
 * @param {any} value JSON
 * @param {Blob[]} files
 * @param {number} at
 */
export async function keep(shelf, account, id, value, files, at) {
  const key = await keyOf(account);
  const told = await seal(key, new TextEncoder().encode(JSON.stringify(value)));
  const sealed = await Promise.all(files.map(async (file) =>
    ({ ...(await seal(key, await file.arrayBuffer())), type: file.type })));
  const row = { id, account, at, told, files: sealed };
  await within(shelf, "readwrite", (store) => store.put(row));
}

/** @param {Shelf} shelf @param {string} id @param {number} account @returns {Promise<Kept | null>} */
export async function take(shelf, id, account) {
  const row = await within(shelf, "readonly", (store) => store.get(id));
  return row && row.account === account ? unsealed(row) : null;
}

/** Everything of an account, oldest first. @param {Shelf} shelf @param {number} account */
export async function all(shelf, account) {
  const rows = await within(shelf, "readonly", (store) => store.index("account").getAll(account));
  const kept = await Promise.all(rows.map(unsealed));
  return kept.filter((one) => one !== null).sort((a, b) => a.at - b.at);
}

/** @param {Row} row @returns {Promise<Kept | null>} null when its key is gone */
async function unsealed(row) {
  try {
    const key = await keyOf(row.account);
    const value = JSON.parse(new TextDecoder().decode(await open(key, row.told)));
    const files = await Promise.all(row.files.map(async (file) =>
      new Blob([await open(key, file)], { type: file.type })));
    return { id: row.id, at: row.at, value, files };
  } catch {
    return null;
  }
}

/** @param {Shelf} shelf @param {string} id */
export const drop = (shelf, id) => within(shelf, "readwrite", (store) => store.delete(id));

/** Everything of an account, and its key first: what is left is noise. @param {number} account */
export async function burn(account) {
  await within("keys", "readwrite", (store) => store.delete(account));
  for (const shelf of /** @type {Shelf[]} */ (["drafts", "outbox"])) {
    const ids = await within(shelf, "readonly", (store) => store.index("account").getAllKeys(account));
    for (const id of ids) await drop(shelf, String(id));
  }
}
