// Large policies for benchmarks: the same ones for the same seed.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32 by Tommy Ettinger, public domain). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const hooks = [
  "FILE_CHECK",
  "FILE_CHECK mask=^MAY_READ",
  "FILE_CHECK mask=MAY_READ",
  "BPRM_CHECK",
  "MMAP_CHECK",
  "MODULE_CHECK",
  "FIRMWARE_CHECK",
  "CREDS_CHECK",
];
const magics = ["0x9fa0", "0x62656572", "0x64626720", "0x1021994", "0x858458f6", "0xef53", "0x58465342", "0x794c7630"];

/** One rule with some of many conditions, as policies with labels and service accounts have them. */
function randomRule(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const number = (below) => Math.floor(random() * below);
  const action = pick(["measure", "measure", "dont_measure", "appraise", "appraise", "dont_appraise", "audit"]);
  const words = [action];
  if (random() < 0.9) words.push(`func=${pick(hooks)}`);
  // Rules without any other condition would leave the rest of the list nothing to decide.
  const conditions = words.length;
  while (words.length === conditions) {
    if (random() < 0.2) words.push(`fsmagic=${pick(magics)}`);
    if (random() < 0.1) words.push(`fsuuid=00000000-0000-0000-0000-0000000000${10 + number(20)}`);
    if (random() < 0.2) words.push(`${pick(["uid", "euid"])}${pick(["=", "=", "<", ">"])}${number(60) * 100}`);
    if (random() < 0.3) words.push(`fowner${pick(["=", "=", "=", "=", "=", "=", "<"])}${number(200)}`);
    if (random() < 0.6) words.push(`obj_type=label_${number(300)}_t`);
    if (random() < 0.1) words.push(`subj_type=domain_${number(50)}_t`);
  }
  if (action === "appraise" && random() < 0.5) words.push("appraise_type=imasig");
  return words.join(" ");
}

/** @returns lines */
export function randomPolicy(length, seed) {
  const random = randomFrom(seed);
  return Array.from({ length }, () => randomRule(random));
}

/** The same list with some lines taken out, some moved and some new ones. */
export function editPolicy(lines, edits, seed) {
  const random = randomFrom(seed);
  const edited = [...lines];
  for (let edit = 0; edit < edits; edit++) {
    const place = () => Math.floor(random() * edited.length);
    if (edit % 3 === 0) edited.splice(place(), 1);
    else if (edit % 3 === 1) edited.splice(place(), 0, randomRule(random));
    else edited.splice(place(), 0, ...edited.splice(place(), 1));
  }
  return edited;
}
