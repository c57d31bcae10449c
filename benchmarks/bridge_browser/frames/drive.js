// What every frame does: connect, ask once, then ask as often as the benchmark wants.

export const METHOD = "user.get";
export const PARAMS = { fields: ["display_name"] };
export const HOST = decodeURIComponent(location.hash.slice("#host=".length));

/**
 * Connect, ask once, and offer `bench` to the driver.
 * @param {() => Promise<() => Promise<any>>} open Connects; gives what asks.
 * @returns {Promise<void>}
 */
export async function offer(open) {
  const begun = performance.now();
  const ask = await open();
  check(await ask());
  const now = performance.now();
  globalThis.bench = {
    // From the start of the document's navigation, and from the call of connect.
    first: { page_ms: now, connect_ms: now - begun },
    run: (/** @type {number} */ calls, /** @type {number} */ width) => run(ask, calls, width),
  };
}

/**
 * Ask *calls* times, with *width* calls in flight.
 * @param {() => Promise<any>} ask
 * @param {number} calls
 * @param {number} width
 */
export async function run(ask, calls, width) {
  const times = new Float64Array(calls);
  let begun = 0;
  const asker = async () => {
    while (begun < calls) {
      const call = begun;
      begun += 1;
      const start = performance.now();
      check(await ask());
      times[call] = performance.now() - start;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: width }, asker));
  return { ms: performance.now() - start, times: [...times] };
}

/**
 * Move *count* buffers of *bytes* one after another; they are made before the clock runs.
 * @param {(buffer: ArrayBuffer) => Promise<unknown>} move
 * @param {number} count
 * @param {number} bytes
 */
export async function moveAll(move, count, bytes) {
  const buffers = Array.from({ length: count }, () => new Uint8Array(bytes).fill(7).buffer);
  const times = [];
  for (const buffer of buffers) {
    const start = performance.now();
    if ((await move(buffer)) !== bytes) throw new Error("the bytes did not arrive");
    times.push(performance.now() - start);
  }
  return times;
}

/** @param {any} answer */
function check(answer) {
  if (answer.display_name !== "Ana Lindqvist") throw new Error(JSON.stringify(answer));
}
