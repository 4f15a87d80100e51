// What must outlive a power cut. Thanks are shown only once the browser says that it has been written through.
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("kiosk", 1);
  asked.onupgradeneeded = () => {
    for (const name of ["tokens", "waiting"]) {
      asked.result.createObjectStore(name, { keyPath: "token" }).createIndex("code", "code");
    }
    asked.result.createObjectStore("kept");
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function within(names, mode, work, durability = "strict") {
  const base = await opened;
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(names, mode, { durability });
    const stores = names.map((name) => transaction.objectStore(name));
    let found;
    transaction.oncomplete = () => resolve(found);
    transaction.onabort = () => reject(transaction.error);
    work(...stores, (value) => { found = value; });
  });
}

const reading = (name, ask) => within([name], "readonly", (store, give) => {
  const asked = ask(store);
  asked.onsuccess = () => give(asked.result);
});

export const waiting = (code) => reading("waiting", (store) => store.index("code").getAll(code));
export const countTokens = (code) => reading("tokens", (store) => store.index("code").count(code));
export const kept = (name) => reading("kept", (store) => store.get(name));
export const keep = (name, value) => within(["kept"], "readwrite", (store) => store.put(value, name), "relaxed");

export const addTokens = (code, tokens) => within(["tokens"], "readwrite", (store) => {
  for (const token of tokens) store.put({ token, code });
});

// A press spends one token and waits, in one step: never the one without the other. Gives the token, or undefined.
export const record = (code, press) => within(["tokens", "waiting"], "readwrite", (tokens, waits, give) => {
  const asked = tokens.index("code").get(code);
  asked.onsuccess = () => {
    if (!asked.result) return;
    const { token } = asked.result;
    tokens.delete(token);
    waits.put({ ...press, token, code, choice: 1 });
    give(token);
  };
});

// Another face for a press that may have been sent already.
export const rewrite = (press) => within(["waiting"], "readwrite", (store) => store.put(press));

// Another reckoning of its day, unless it was delivered or another face was chosen meanwhile.
export const restamp = (press) => within(["waiting"], "readwrite", (store) => {
  const asked = store.get(press.token);
  asked.onsuccess = () => { if (asked.result?.choice === press.choice) store.put(press); };
});

// The server has it: forget it, unless another face was chosen meanwhile.
export const delivered = (presses) => within(["waiting"], "readwrite", (store) => {
  for (const { token, choice } of presses) {
    const asked = store.get(token);
    asked.onsuccess = () => { if (asked.result?.choice === choice) store.delete(token); };
  }
});
