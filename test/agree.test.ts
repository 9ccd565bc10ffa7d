/**
 * What is said of all accesses against what decide() says of single ones: random policies over many kinds of
 * conditions, and accesses drawn at the borders of these conditions.
 *
 * IMALINT_PAIRS=5000000 asks for that many pairs of a policy and an access, IMALINT_SEED=N for a certain run.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  families,
  fileSystemByMagic,
  fileSystemByType,
  fileSystems,
  hooks,
  isLsmKey,
  Kernel,
  keys,
  maxId,
  nilUuid,
  parsePolicy,
  type RuleEntry,
} from "../grammar/index.js";
import {
  type Access,
  affects,
  contains,
  coverage,
  type Decision,
  decide,
  difference,
  exists,
  openMasks,
  redundant,
  ruleList,
  shapeOf,
  unreachable,
} from "../server/policy/index.js";

const wanted = Number(process.env.IMALINT_PAIRS ?? 100_000);
const seed = Number(process.env.IMALINT_SEED ?? Date.now() % 2 ** 31);
const accessesPerPolicy = 250;
const kernel = new Kernel("7.2");
const labelKeys = keys.filter((key) => isLsmKey(key)).map(({ name }) => name);

const uuid = (digit: string) => nilUuid.replaceAll("0", digit);
const oneOf = (...values: string[]) => fc.constantFrom(...values);
const maybe = (arbitrary: fc.Arbitrary<string>, freq = 2) =>
  fc.oneof({ weight: freq * 2, arbitrary: fc.constant("") }, { weight: freq, arbitrary });
const ids = oneOf("0", "1", "1000", "1001", "4294967295");

const ruleText = fc
  .record({
    action: oneOf(
      ...[
        "measure",
        "measure",
        "dont_measure",
        "measure pcr=11",
        "measure template=ima-sig",
        "measure permit_directio",
      ],
      ...["appraise", "appraise", "dont_appraise", "appraise appraise_type=imasig", "appraise permit_directio"],
      ...["appraise appraise_algos=sha256,sha512", "appraise digest_type=verity", "dont_appraise permit_directio"],
      ...["audit", "dont_audit", "hash", "dont_hash", "audit digest_type=verity", "dont_measure digest_type=verity"],
    ),
    func: maybe(oneOf(...hooks.filter((hook) => kernel.knows(hook)).map(({ name }) => `func=${name}`)), 6),
    mask: maybe(oneOf("mask=MAY_READ", "mask=^MAY_READ", "mask=^MAY_WRITE", "mask=MAY_EXEC", "mask=^MAY_APPEND"), 1),
    magic: maybe(oneOf("fsmagic=0xef53", "fsmagic=0x1021994", "fsmagic=0x9fa0", "fsmagic=0x58465342"), 1),
    type: maybe(oneOf("fsname=ext4", "fsname=tmpfs", "fsname=proc", "fsname=unknownfs", "fsname=fuse"), 1),
    subtype: maybe(oneOf("fs_subtype=sshfs"), 1),
    uuid: maybe(oneOf(...[uuid("1"), uuid("2"), nilUuid].map((value) => `fsuuid=${value}`)), 1),
    user: maybe(
      fc.tuple(oneOf("uid", "euid"), oneOf("=", "<", ">"), ids).map((parts) => parts.join("")),
      2,
    ),
    group: maybe(
      fc.tuple(oneOf("gid", "egid"), oneOf("=", "<", ">"), ids).map((parts) => parts.join("")),
      1,
    ),
    owner: maybe(
      fc.tuple(oneOf("fowner", "fgroup"), oneOf("=", "<", ">"), ids).map((parts) => parts.join("")),
      2,
    ),
    label: maybe(oneOf("obj_type=a_t", "obj_type=b_t", "subj_type=a_t", "obj_user=u"), 1),
    names: maybe(oneOf("keyrings=.ima", "keyrings=.ima|.evm", "label=selinux"), 1),
  })
  .map((parts) =>
    Object.values(parts)
      .filter((part) => part !== "")
      .join(" "),
  );

const policyText = fc.array(ruleText, { minLength: 1, maxLength: 12 });

/** Numbers from 0 up to 1 (xorshift). */
function numbersFrom(start: number): () => number {
  let state = start | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Accesses whose values stand at the borders of the conditions of some rules. */
function drawer(entries: readonly RuleEntry[], random: () => number): () => Access {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const near = (numbers: readonly (number | undefined)[]) =>
    [...new Set([0, 1000, ...numbers.flatMap((id) => (id === undefined ? [] : [id - 1, id, id + 1]))])].filter(
      (id) => id >= 0 && id <= maxId,
    );
  const users = near(entries.map((entry) => entry.uid?.id));
  const groups = near(entries.map((entry) => entry.gid?.id));
  const owners = near(entries.map((entry) => entry.fowner?.id));
  const fileGroups = near(entries.map((entry) => entry.fgroup?.id));
  const magics = [...entries.flatMap((entry) => entry.fsmagic ?? []), "9123683e"];
  const types = [...entries.flatMap((entry) => entry.fsname ?? []), "btrfs"];
  const uuids = [...entries.flatMap((entry) => entry.fsuuid ?? []), uuid("9")];
  const named = (values: readonly string[]) => [...new Set(values), "none of them"];
  const subtypes = named(entries.flatMap((entry) => entry.fsSubtype ?? []));
  const keyrings = named(entries.flatMap((entry) => entry.keyrings ?? []));
  const sources = named(entries.flatMap((entry) => entry.criticalData ?? []));
  const labels = labelKeys.map(
    (key) => [key, named(entries.flatMap((entry) => entry.labels?.get(key) ?? []))] as const,
  );
  const known = hooks.filter((hook) => kernel.knows(hook));
  const likely = [...known, ...known.filter(({ name }) => entries.some(({ func }) => func === name))];
  /** A file system that there is: a known type has its own number, a pseudo file system no UUID. */
  const fileSystem = () => {
    const byName = random() < 0.5;
    let type = byName ? pick(types) : "some type";
    let magic = byName
      ? (pick(fileSystems.filter(({ types: own }) => own.includes(type)))?.magic ?? pick(magics))
      : pick(magics);
    if (!byName && random() < 0.5) type = pick(fileSystemByMagic(magic)?.types ?? ["some type"]);
    if (byName && fileSystemByType(type) === undefined)
      magic = pick(["abc", ...magics.filter((value) => value === "abc")]);
    const pseudo = fileSystemByMagic(magic)?.kind === "pseudo";
    return { magic, type, subtype: pick(subtypes), uuid: pseudo ? nilUuid : pick(uuids) };
  };
  const idsOf = (numbers: readonly number[]) => {
    const [real, effective, saved] = [pick(numbers), pick(numbers), pick(numbers)];
    return { real, effective, saved, maySet: random() < 0.5 };
  };
  return () => {
    const { name, permission } = pick(likely);
    return {
      hook: name,
      mask: name === "FILE_CHECK" ? pick(openMasks) : permission === undefined ? [] : [permission],
      user: idsOf(users),
      group: idsOf(groups),
      fileSystem: fileSystem(),
      owner: pick(owners),
      fileGroup: pick(fileGroups),
      labels: Object.fromEntries(labels.map(([key, values]) => [key, pick(values)])),
      keyring: pick(keyrings),
      criticalData: pick(sources),
      parser: false,
    };
  };
}

/** All of a decision without the lines that made it. */
function effect({ families: decided, flags, pcr, template, algorithms, digestCache }: Decision): string {
  const does = families.map((family) => decided[family].outcome === "do");
  return JSON.stringify([does, flags, pcr, template, algorithms, digestCache]);
}

/** What counts of a decision when two policies are compared. */
function compared(
  { families: decided, flags, pcr, template, algorithms }: Decision,
  family: (typeof families)[number],
) {
  if (decided[family].outcome !== "do") return "nothing";
  const more = { measure: [pcr, template], appraise: [flags.signature, flags.permitDirectio, algorithms] };
  return JSON.stringify([flags.verity, family === "measure" || family === "appraise" ? more[family] : []]);
}

describe("what is said of all accesses agrees with decide()", () => {
  it(`on ${wanted} pairs of a policy and an access (seed ${seed})`, { timeout: 3_600_000 }, () => {
    const counts = { pairs: 0, unreachable: 0, redundant: 0, changes: 0, covered: 0, undecided: 0 };
    const property = fc.property(policyText, policyText, fc.integer(), (lines, otherLines, draw) => {
      const { rules } = parsePolicy(`${lines.join("\n")}\n`);
      // Half of the time the other policy is this one with a line moved or changed.
      const [head, ...tail] = lines;
      const after = draw % 2 === 0 ? otherLines : [...tail, head ?? "", ...otherLines.slice(0, draw % 3 === 0 ? 0 : 1)];
      const other = parsePolicy(`${after.join("\n")}\n`).rules;
      const access = drawer(
        [...rules, ...other].flatMap(({ entry }) => entry ?? []),
        numbersFrom(draw),
      );

      const dead = unreachable(rules, kernel);
      const needless = redundant(rules, kernel);
      const { changes, space, undecided } = difference(rules, other, kernel);
      counts.undecided += dead.undecided.length + needless.undecided.length + undecided.length;
      const deadRules = new Set(dead.rules.map(({ rule }) => rule));
      const withoutNeedless = needless.rules.map(({ rule }) => rules.filter((kept) => kept !== rule));
      const coverages = families.map((family) => coverage(rules, family, kernel));
      const shapes = new Map(
        coverages.flatMap(({ covered }) => covered.map((part) => [part, part.boxes.map(shapeOf)] as const)),
      );
      counts.unreachable += deadRules.size;
      counts.redundant += needless.rules.length;
      counts.changes += changes.length;
      const ownSpace = ruleList(rules, kernel).space;

      for (let turn = 0; turn < accessesPerPolicy; turn++) {
        counts.pairs++;
        const asked = access();
        const [old, now] = [decide({ rules }, asked), decide({ rules: other }, asked)];
        const fail = (what: string) => expect([what, lines, after, asked]).toEqual("agreement");
        for (const family of families) {
          const { rule } = old.families[family];
          if (rule !== undefined && deadRules.has(rule)) fail(`line ${rule.index + 1} is not unreachable`);
          const here = changes.filter((change) => change.family === family && affects(change, asked, space));
          const differs = compared(old, family) !== compared(now, family);
          if (here.length !== (differs ? 1 : 0)) fail(`difference of ${family}: ${here.length}`);
          const direction = here[0]?.direction;
          const [did, does] = [old, now].map((each) => each.families[family].outcome === "do");
          if (family !== "hash" && did !== does && direction !== (did ? "weaker" : "stronger"))
            fail(`direction of ${family}`);
        }
        for (const kept of withoutNeedless)
          if (effect(decide({ rules: kept }, asked)) !== effect(old)) fail("a rule that is not redundant");
        if (asked.hook === "SETXATTR_CHECK") continue;
        for (const { family, covered } of coverages) {
          if (family !== "measure" && ["KEY_CHECK", "CRITICAL_DATA", "KEXEC_CMDLINE"].includes(asked.hook)) continue;
          const point = ownSpace.pointOf(asked);
          const here = covered.filter((part) => shapes.get(part)?.some((shape) => contains(shape, point)));
          const { outcome } = old.families[family];
          counts.covered++;
          if (here.length !== 1 || here[0]?.outcome !== outcome) fail(`coverage of ${family}`);
        }
      }
      for (const change of changes) {
        const [old, now] = [decide({ rules }, change.witness), decide({ rules: other }, change.witness)];
        if (compared(old, change.family) === compared(now, change.family))
          expect([lines, after, change.witness, change.family]).toEqual("a difference");
      }
      // Every rule that is not dead decides some access, and a dead one none.
      const asked = rules[Math.abs(draw) % rules.length];
      if (asked?.entry !== undefined && !dead.undecided.includes(asked)) {
        const { family } = asked.entry.action;
        const found = exists(
          rules,
          { hooks: hooks.map(({ name }) => name) },
          ({ families: decided }) => decided[family].rule === asked,
          kernel,
        );
        const open = rules.some(
          ({ entry }) => entry?.action.family === family && !entry.action.negative && entry.func !== "SETXATTR_CHECK",
        );
        const takenBack = family === "hash";
        if (open && !takenBack && found.answer !== (deadRules.has(asked) ? "no" : "yes"))
          expect([lines, asked.index, found.answer]).toEqual("as unreachable() says");
      }
    });
    fc.assert(property, { seed, numRuns: Math.ceil(wanted / accessesPerPolicy) });
    console.log(counts);
    expect(counts.pairs).toBeGreaterThanOrEqual(wanted);
    // A policy of twelve rules is hardly ever too complex.
    expect(counts.undecided).toBeLessThanOrEqual(1 + counts.pairs / 1_000_000);
    // The random policies have something to say.
    expect(Math.min(counts.unreachable, counts.redundant, counts.changes)).toBeGreaterThan(counts.pairs / 10_000);
  });
});
