// @ts-check
// The word picture: which words stand in many factors. Real text, each word on its own, the
// sizes by the number of factors; the same as a list for those who hear it.

const MOST = 60; // words
const FEWEST = 12;
const SIZES = 5;
const LARGEST = 2; // times the sizes of the style sheet

// What ties sentences together, and what every factor of a plan says.
const STOP = new Set(
  `และ หรือ ที่ ใน ของ เป็น มี ไม่ ให้ ได้ การ ความ จาก กับ แต่ ก็ ว่า นี้ นั้น จะ ไป มา โดย ต้อง อยู่ ยัง ทำ
  เพื่อ ตาม แล้ว ซึ่ง เมื่อ ถึง ต่อ ถูก อย่าง คือ ๆ ทุก บาง หลาย มาก น้อย ขึ้น ลง เข้า ออก กว่า เพราะ ด้วย จึง
  หาก ถ้า แบบ เช่น รวม ทั้ง เพิ่ม ลด สูง ต่ำ ดี ใหม่ เอง กัน นัก ผู้ คน สิ่ง เรื่อง ด้าน ส่วน ปี วัน ครั้ง ขาด ไว้ ช่วง
  เคย จน ราย ตัว สี่ สอง สาม หนึ่ง ตั้ง ทำให้ ไม่มี จัด รับ ดู เดียว เดิม เริ่ม ใหญ่ เล็ก เปิด จุด ทาง ร่วม แห่ง หก หมื่น พัน ร้อย ราว พอ พร้อม ก่อน หลัง ขอ นาน คนใน เห็น ช่วย ตั้งแต่ ระหว่าง เหล่า สำหรับ เกี่ยวกับ ผ่าน เกิด ใช้ พื้นที่ อำเภอ จังหวัด ตำบล the and of to in a is for on are with by`.split(
    /\s+/,
  ),
);

/** @param {string} word */
const counts = (word) => word.length > 1 && !STOP.has(word) && !/^[\d๐-๙.,]+$/.test(word);

/** The words of one text in their order, in runs: what does not count parts them.
 * @param {Intl.Segmenter} segmenter
 * @param {string} text */
function runsOf(segmenter, text) {
  /** @type {string[][]} */
  const runs = [[]];
  for (const { segment, isWordLike } of segmenter.segment(text.toLowerCase())) {
    if (isWordLike && counts(segment)) runs[runs.length - 1].push(segment);
    else runs.push([]);
  }
  return runs;
}

/** Put together what mostly stands together: the browser parts น้ำ from ท่วม.
 * @param {string[][][]} texts the runs of each text */
function join(texts) {
  /** @type {Map<string, number>} */
  const often = new Map();
  const more = (/** @type {string} */ key) => often.set(key, (often.get(key) ?? 0) + 1);
  for (const run of texts.flat()) {
    run.forEach((word, place) => {
      more(word);
      if (place) more(`${run[place - 1]} ${word}`);
    });
  }
  const belong = (/** @type {string} */ a, /** @type {string} */ b) => {
    const together = often.get(`${a} ${b}`) ?? 0;
    return together >= 3 && together >= 0.5 * Math.min(often.get(a) ?? 0, often.get(b) ?? 0);
  };
  for (const run of texts.flat()) {
    for (let place = 0; place + 1 < run.length; place += 1) {
      if (belong(run[place], run[place + 1])) run.splice(place, 2, run[place] + run[place + 1]);
    }
  }
}

/** In how many factors each word stands, most first; and in which column most often.
 * @param {HTMLElement[]} columns */
function counted(columns) {
  const segmenter = new Intl.Segmenter("th", { granularity: "word" });
  const texts = columns.flatMap((column) => [...column.querySelectorAll(".factor-text")]);
  const runs = texts.map((text) => runsOf(segmenter, text.textContent ?? ""));
  join(runs);
  /** @type {Map<string, Map<string, number>>} */
  const found = new Map();
  texts.forEach((text, place) => {
    const category = text.closest("li")?.dataset.category ?? "";
    for (const word of new Set(runs[place].flat())) {
      const of = found.get(word) ?? new Map();
      found.set(word, of.set(category, (of.get(category) ?? 0) + 1));
    }
  });
  const words = [...found].map(([word, of]) => {
    const most = Math.max(...of.values());
    const category = [...of].find(([, number]) => number === most)?.[0] ?? "";
    return { word, category, number: [...of.values()].reduce((sum, one) => sum + one) };
  });
  words.sort((a, b) => b.number - a.number || a.word.localeCompare(b.word, "th"));
  return words.slice(0, MOST);
}

/** The biggest in the middle. @template T @param {T[]} words @returns {T[]} */
const fromTheMiddle = (words) =>
  words.reduce((row, word, place) => (place % 2 ? [word, ...row] : [...row, word]), /** @type {T[]} */ ([]));

let drawn = "";

/** Draw the picture of what stands in these columns.
 * @param {HTMLElement[]} columns */
export function drawWords(columns) {
  const picture = /** @type {HTMLElement} */ (document.querySelector(".words"));
  const can = "Segmenter" in Intl;
  const words = can ? counted(columns) : [];
  picture.dataset.words = can ? (words.length ? "some" : "none") : "unknown";
  const now = JSON.stringify([words, innerWidth, innerHeight]);
  if (now === drawn) return;
  drawn = now;
  const cloud = /** @type {HTMLElement} */ (picture.querySelector(".words-cloud"));
  const list = /** @type {HTMLElement} */ (picture.querySelector(".words-list"));
  list.replaceChildren(
    ...words.map(({ word, number }) => {
      const item = document.createElement("li");
      item.textContent = `${word} ${number}`;
      return item;
    }),
  );
  const most = words[0]?.number ?? 1;
  cloud.replaceChildren(
    ...fromTheMiddle(words).map(({ word, category, number }) => {
      const one = document.createElement("span");
      one.textContent = word;
      one.dataset.category = category;
      one.dataset.size = String(Math.max(1, Math.ceil((SIZES * number) / most)));
      one.dataset.number = String(number);
      return one;
    }),
  );
  fit(cloud);
}

/** As large as the room allows; if even the smallest is too large, fewer words.
 * @param {HTMLElement} cloud */
function fit(cloud) {
  const tooMuch = () =>
    cloud.scrollHeight > cloud.clientHeight || cloud.scrollWidth > cloud.clientWidth;
  for (let scale = LARGEST; scale >= 1; scale -= 0.1) {
    cloud.style.setProperty("--scale", scale.toFixed(1));
    if (!tooMuch()) return;
  }
  const rarest = [.../** @type {NodeListOf<HTMLElement>} */ (cloud.querySelectorAll("span"))];
  rarest.sort((a, b) => Number(a.dataset.number) - Number(b.dataset.number));
  for (const word of rarest.slice(0, -FEWEST)) {
    if (!tooMuch()) return;
    word.remove();
  }
}
