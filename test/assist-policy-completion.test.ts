/**
 * Completion of policies against the checks: what is offered is taken, and what is taken is offered. Random rules,
 * cursors and kernels.
 */

import { describe, expect, it } from "vitest";
import { actions, type Dialect, hookSpellings, keys, parsePolicy } from "../grammar/index.js";
import { checks } from "../server/checks/registry.js";
import { lint } from "../server/index.js";
import { at, completed, policyFeatures } from "./assist-policy.js";
import { randomFrom } from "./random-boot.js";

const seed = Number(process.env.IMALINT_SEED ?? 1);
const count = Number(process.env.IMALINT_COMPLETIONS ?? 300);

/** Values of keys that kernels take in the right rule. */
const values: Readonly<Record<string, readonly string[]>> = {
  func: hookSpellings,
  mask: ["MAY_READ", "^MAY_EXEC"],
  fsmagic: ["0xef53", "0"],
  fsname: ["ext4"],
  fs_subtype: ["sshfs"],
  fsuuid: ["8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6"],
  digest_type: ["verity"],
  template: ["ima-ng", "ima-sigv2", "evm-sig", "ima-buf"],
  appraise_type: ["imasig", "imasig|modsig", "sigv3", "meta_immutable"],
  appraise_flag: ["check_blacklist"],
  appraise_algos: ["sha256", "md5,sha512", "sha3-256"],
  pcr: ["10", "12"],
  digest_cache: ["data"],
  keyrings: [".ima", ".evm|x"],
  label: ["selinux", "x|modules"],
};
const valuesOf = ({ name, value }: (typeof keys)[number]) =>
  values[name] ?? (value === "id" ? ["0", "1000"] : value === "label" ? ["some_t"] : []);
const words = keys.flatMap((key) =>
  key.operators === "" ? [key.name] : valuesOf(key).map((value) => `${key.name}=${value}`),
);

const targets: readonly { dialect: Dialect; kernels: string[] }[] = [
  { dialect: "mainline", kernels: ["5.4"] },
  { dialect: "mainline", kernels: ["5.7"] },
  { dialect: "mainline", kernels: ["5.10", "6.1"] },
  { dialect: "mainline", kernels: ["6.12", "7.1"] },
  { dialect: "mainline", kernels: ["7.2"] },
  { dialect: "mainline", kernels: ["5.4", "5.15", "7.2"] },
  { dialect: "digest-cache", kernels: ["6.12"] },
  { dialect: "openeuler", kernels: ["6.6"] },
];

/** Only what is said of single rules. */
const off = Object.fromEntries(
  checks.filter(({ rule, term }) => rule === undefined && term === undefined).map(({ id }) => [id, "off" as const]),
);

/** For each rule, the kernels that take it. */
function takers(rules: readonly string[], target: (typeof targets)[number]): Map<string, string[]> {
  const text = rules.map((rule) => `${rule}\n`).join("");
  const [result] = lint([{ path: "ima-policy", text }], { ...target, checks: off, maxFindings: 100_000 }).files;
  const taking = rules.map(() => new Set(target.kernels));
  for (const { kernelRejects, kernels, range } of result?.findings ?? [])
    if (kernelRejects) for (const kernel of kernels ?? target.kernels) taking[range.start.line - 1]?.delete(kernel);
  return new Map(rules.map((rule, index) => [rule, [...(taking[index] ?? [])]]));
}

/** Beginnings that random words would seldom make. */
const rare = [
  "measure func=KEY_CHECK",
  "dont_measure func=KEY_CHECK",
  "measure func=CRITICAL_DATA",
  "measure func=CRITICAL_DATA label=selinux",
  "measure func=KEY_CHECK keyrings=.ima",
  "appraise func=SETXATTR_CHECK appraise_algos=sha256",
  "appraise func=BPRM_CHECK digest_type=verity appraise_type=sigv3",
  "measure digest_cache=data pcr=12",
  "measure parser",
].map((rule) => rule.split(" "));

interface Sample {
  readonly target: (typeof targets)[number];
  readonly terms: readonly string[];
}

/** Rules that some target kernel takes. */
function samples(): Sample[] {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const found: Sample[] = [];
  while (found.length < count) {
    const target = pick(targets);
    const candidates = Array.from({ length: 60 }, () => {
      const others = Array.from({ length: Math.floor(random() * 4) }, () => pick(words));
      const terms = [...(random() < 0.3 ? pick(rare) : [pick(actions).name]), ...others];
      if (random() < 0.3) terms.sort(() => random() - 0.5);
      return terms;
    });
    const taken = takers([...new Set(candidates.map((terms) => terms.join(" ")))], target);
    const good = candidates.filter((terms) => (taken.get(terms.join(" ")) ?? []).length > 0);
    // Short ones are taken most; longer ones are as interesting.
    good.sort((a, b) => b.length - a.length);
    found.push(...good.slice(0, 6).map((terms) => ({ target, terms })));
  }
  return found;
}

const rules = samples();

describe(`completion of ${rules.length} rules (IMALINT_SEED=${seed})`, () => {
  it("has rules of many kinds to try", () => {
    const texts = rules.map(({ terms }) => terms.join(" "));
    for (const { name } of actions) expect(texts.some((text) => text.split(" ").includes(name))).toBe(true);
    for (const { name } of keys)
      expect(texts.filter((text) => text.includes(` ${name}`)).length, name).toBeGreaterThan(0);
  });

  it("what is offered for a new word is taken, and what is taken is offered", () => {
    const random = randomFrom(seed + 1);
    for (const { target, terms } of rules) {
      const place = Math.floor(random() * (terms.length + 1));
      const before = terms.slice(0, place);
      const after = terms.slice(place);
      const join = (...inner: string[]) => [...before, ...inner, ...after].join(" ");
      const marked = [...before, after.length > 0 ? `@${after.join(" ")}` : "@"].join(" ");
      const { subject, offset, text } = at(marked, target);
      const offered = policyFeatures.completions(subject, offset);
      const added = words.map((word) => join(word));

      const results = offered.map((completion) => {
        const result = completed(text, completion);
        const key = completion.continues ? keys.find(({ name }) => completion.label === `${name}=`) : undefined;
        const end = completion.replace.start + completion.label.length;
        const all =
          key === undefined
            ? [result]
            : valuesOf(key).map((value) => `${result.slice(0, end)}${value}${result.slice(end)}`);
        return { completion, all };
      });
      const base = join();
      const taken = takers([...new Set([base, ...added, ...results.flatMap(({ all }) => all)])], target);
      for (const { completion, all } of results) {
        const taking = new Set(all.flatMap((rule) => taken.get(rule) ?? []));
        expect(taking.size, `${marked} + ${completion.insert} (${target.kernels})`).toBeGreaterThan(0);
        if (!completion.isDeprecated)
          expect([...taking], `${marked} + ${completion.insert}`).toEqual(
            expect.arrayContaining(taken.get(base) ?? []),
          );
      }
      const labels = new Set(offered.map(({ label }) => label));
      words.forEach((word, index) => {
        if ((taken.get(added[index] ?? "") ?? []).length === 0) return;
        const [name = ""] = word.split("=");
        expect(labels, `${marked} + ${word} (${target.kernels})`).toContain(word.includes("=") ? `${name}=` : name);
      });
    }
  });

  it("what is offered for a value is taken, and what is taken is offered", () => {
    const random = randomFrom(seed + 2);
    for (const { target, terms } of rules) {
      const place = Math.floor(random() * terms.length);
      const [name = "", value] = (terms[place] ?? "").split(/=(.*)/);
      const key = keys.find((candidate) => candidate.name === name);
      if (value === undefined || key === undefined) continue;
      const written = value.slice(0, Math.floor(random() * (value.length + 1)));
      const rest = random() < 0.5 ? "" : value.slice(written.length);
      const marked = [...terms.slice(0, place), `${name}=${written}@${rest}`, ...terms.slice(place + 1)].join(" ");
      const { subject, offset, text } = at(marked, target);
      const offered = policyFeatures.completions(subject, offset);
      const results = offered.map((completion) => completed(text, completion));
      const known = valuesOf(key).filter((other) => !/[,]|x/.test(other) || other.includes("modsig"));
      const others = known.map((other) =>
        [...terms.slice(0, place), `${name}=${other}`, ...terms.slice(place + 1)].join(" "),
      );
      const base = [...terms.slice(0, place), ...terms.slice(place + 1)].join(" ");
      const taken = takers([...new Set([base, ...results, ...others])], target);
      offered.forEach((completion, index) => {
        const taking = taken.get(results[index] ?? "") ?? [];
        expect(taking.length, `${marked} + ${completion.insert} (${target.kernels})`).toBeGreaterThan(0);
        if (!completion.isDeprecated)
          expect(taking, `${marked} + ${completion.insert}`).toEqual(expect.arrayContaining(taken.get(base) ?? []));
      });
      const isList = key.value === "algorithms" || key.value === "names";
      if (isList || ["uuid", "label", "id"].includes(key.value) || key.name === "fs_subtype") continue;
      const labels = offered.map(({ label }) => label);
      known.forEach((other, index) => {
        if (other === "0" || (taken.get(others[index] ?? "") ?? []).length === 0) return;
        expect(labels, `${marked} + ${other} (${target.kernels})`).toContain(other);
      });
    }
  });

  it("whole rules to begin with are taken", () => {
    for (const target of targets)
      for (const marked of ["@", "mea@", "measure func=BPRM_CHECK\n@\n# x\n"]) {
        const { subject, offset, text } = at(marked, target);
        const offered = policyFeatures.completions(subject, offset).filter(({ kind }) => kind === "rule");
        expect(offered.length).toBeGreaterThan(10);
        const plain = offered.map(
          (completion) =>
            completed(text, completion)
              .split("\n")
              .at(marked.includes("\n") ? 1 : 0) ?? "",
        );
        const taken = takers(plain, target);
        for (const rule of plain) {
          expect(taken.get(rule)?.length, rule).toBeGreaterThan(0);
          expect(parsePolicy(rule).rules[0]?.entry, rule).toBeDefined();
        }
      }
  });
});
