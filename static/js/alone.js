// @ts-check
// One tab at a time: with the browser's locks where there are (https), else with a lease that
// the tabs see in their common storage. A tab that sleeps with the lock holds nobody up for long:
// what is sent twice for that is one entry all the same, by its number.

const NAME = "outbox-lease";
const LEASE = 20_000; // ms; longer than the work that is done under it
const tab = String(Math.random()).slice(2);
let busySince = 0;

/**
 * Do the work; null if another tab is at it.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | null>}
 */
export async function alone(work) {
  if (busySince && Date.now() - busySince > LEASE) {
    busySince = 0;
    return work();
  }
  const done = navigator.locks ? await locked(work) : await leased(work);
  if (done === null) busySince ||= Date.now();
  else busySince = 0;
  return done;
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T | null>} */
function locked(work) {
  return navigator.locks.request(NAME, { ifAvailable: true }, async (lock) =>
    lock ? work() : null,
  );
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T | null>} */
async function leased(work) {
  if (!(await takeLease())) return null;
  try {
    return await work();
  } finally {
    if (holder() === tab) localStorage.removeItem(NAME);
  }
}

async function takeLease() {
  const until = Number((localStorage.getItem(NAME) ?? "").split(" ")[1] ?? 0);
  if (holder() !== tab && until > Date.now() && until <= Date.now() + LEASE) return false;
  localStorage.setItem(NAME, `${tab} ${Date.now() + LEASE}`);
  // Two tabs may have written at the same moment: the later one stands.
  await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 30));
  return holder() === tab;
}

const holder = () => (localStorage.getItem(NAME) ?? "").split(" ")[0];
