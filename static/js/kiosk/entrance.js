// A tablet that is not enrolled (any more) still hands over what it acknowledged: the server takes it, and holds it.
import * as store from "./store.js";
import { exchange } from "./wire.js";

const { code, waiting } = document.body.dataset;

async function handOver() {
  await exchange(code);
  const number = (await store.waiting(code)).length;
  document.getElementById("waiting").textContent = number ? waiting.replace("{count}", number) : "";
}

handOver();
setInterval(handOver, 30_000);
