/** Descriptions that no one would write: none of them throws, and time grows about as fast as they do. */

import { describe, expect, it } from "vitest";
import { sections } from "../grammar/index.js";
import { analyzeBoot, failuresOf } from "../server/boot/index.js";
import { bootOf } from "./boot.js";

const policy = `appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig
appraise func=MODULE_CHECK appraise_type=imasig|modsig digest_cache=data
appraise func=BPRM_CHECK digest_cache=data
`;
/** The kernel refuses the parser, and so every list is tried for every file. */
const refusing = policy.replace("appraise_type=imasig|modsig digest_cache", "digest_cache");

const phase = '[phase "rootfs"]\npolicy = p\n';
const many = (count: number, section: (number: number) => string) =>
  Array.from({ length: count }, (_, at) => section(at)).join("");
const lists = (count: number) => many(count, (at) => `[digest-list "tlv-${at}"]\n`);
const files = (count: number, more = "") => many(count, (at) => `[file "/bin/${at}"]\n${more}`);
const steps = (count: number) => many(count, (at) => `[step]\ndo = access\nfile = /bin/${at}\n`);

/** Everything that is ever asked of a boot. */
function analyze(conf: string, others: Readonly<Record<string, string>> = {}) {
  const description = bootOf(conf, { p: policy, refusing, ...others });
  const analysis = analyzeBoot(description);
  const enforced = analyzeBoot(description, true);
  return { description, analysis, enforced, failures: failuresOf(analysis) };
}

describe("keys and names", () => {
  const values = [
    "",
    " x",
    ' ""',
    ' "',
    " yes no yes",
    " 99999999999999999999",
    " -1",
    " ../../..",
    " *",
    " __proto__",
    " constructor",
    " \0",
    " \ud800",
    " a\\",
    ` ${"[".repeat(99)}`,
  ];
  it.each(sections.map(({ kind, nameOf, keys }) => [kind, nameOf !== undefined, keys] as const))(
    "[%s] with any value of any key",
    (kind, isNamed, keys) => {
      for (const name of isNamed ? ["tlv", "/sbin/init", "__proto__", "*", "", "\0", "\udc00"] : [undefined]) {
        const header = name === undefined ? `[${kind}]\n` : `[${kind} "${name}"]\n`;
        const doing =
          kind === "step" ? ["access", "load-module", "install", "setxattr", "set-default-path"] : [undefined];
        for (const key of keys)
          for (const value of values)
            for (const what of doing) {
              const line = `${key.name} =${value}\n`;
              const own = what === undefined ? line : `do = ${what}\n${line}`;
              analyze(`${phase}[digest-list "tlv-a"]\n[file "/bin/a"]\n${header}${own}${line}${header}${own}`);
            }
      }
    },
  );

  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\0",
    "\ud800",
    "\ufeff",
    "a".repeat(100_000),
  ];
  it.each(names.map((name) => [JSON.stringify(name).slice(0, 20), name] as const))(
    "%s as the name of everything",
    (_, name) => {
      const { analysis, description } = analyze(`
[parser "${name}"]
signature = imasig
signed-by = ${name}
[digest-list "${name}-list"]
[digest-list "1-tlv-${name}"]
hash = ${name}
[key "${name}"]
from-phase = ${name}
[file "/${name}"]
digest-list = ${name}-list
hook = ${name}
parser = ${name}
[phase "${name}"]
policy = p
file-system = ${name}
parsers = ${name} tlv
[${name}]
${name} = ${name}
[step]
do = access
file = /${name}
phase = ${name}
`);
      expect(analysis.phases.map((each) => each.phase.name)).toEqual([name]);
      if (name.trim() !== "") expect([...description.parsers.keys()]).toContain(name);
    },
  );
});

describe("files that it names", () => {
  it.each([
    ["the description as configuration", "[kernel]\nconfig = digest-cache.conf\n"],
    ["the description as policy", '[phase "rootfs"]\npolicy = digest-cache.conf\n'],
    ["a policy as command line", "[kernel]\ncmdline-file = p\n"],
    ["a policy as configuration", "[kernel]\nconfig = p\n"],
    ["files that there are not", '[kernel]\nconfig = a\ncmdline-file = b\n[phase "rootfs"]\npolicy = c\n'],
    ["a policy of NULs", '[phase "rootfs"]\npolicy = nuls\n'],
    ["a directory above all", '[phase "rootfs"]\npolicy = ../../../../p\n'],
  ])("%s", (_, conf) => {
    const { analysis } = analyze(conf, { "digest-cache.conf": conf, nuls: "\0".repeat(100) });
    expect(analysis.phases).toHaveLength(1);
  });

  it("a configuration of 50 MB", () => {
    const line = "CONFIG_IMA_APPRAISE_MODSIG=y\n";
    const { description } = analyze("[kernel]\nconfig = config\n", { config: line.repeat(50_000_000 / line.length) });
    expect(description.modsig.value).toBe(true);
  });
});

/** Linear in the size: four times the size may take ten times as long; the square would take sixteen times. */
function grows(size: number, run: (size: number) => void): void {
  const best = (count: number, times: number) => {
    let least = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < times; turn++) {
      const start = performance.now();
      run(count);
      least = Math.min(least, performance.now() - start);
    }
    return least;
  };
  run(size);
  let count = size;
  let once = best(count, 3);
  // Too short to be measured.
  for (let turn = 0; turn < 4 && once < 10; turn++) {
    count *= 3;
    once = best(count, 3);
  }
  let more = best(count * 4, 1);
  // A busy machine may be slow for a while.
  for (let turn = 0; turn < 4 && more >= 10 * once; turn++) more = Math.min(more, best(count * 4, 2));
  expect(more).toBeLessThan(12 * once);
}

describe("time", () => {
  it("with many digest lists", () => grows(500, (count) => analyze(phase + lists(count) + files(1))));
  it("with many digest lists of one file", () =>
    grows(500, (count) => analyze(`${phase}${lists(count)}[file "/bin/0"]\ndigest-list = *\n`)));
  it("with many files", () => grows(1000, (count) => analyze(phase + lists(3) + files(count))));
  it("with many steps", () => grows(500, (count) => analyze(phase + lists(3) + files(5) + steps(count))));
  it("with many files and steps", () => grows(400, (count) => analyze(phase + files(count) + steps(count))));
  it("with many parsers", () => grows(2000, (count) => analyze(phase + many(count, (at) => `[parser "f${at}"]\n`))));
  it("with many keys", () => grows(2000, (count) => analyze(phase + many(count, (at) => `[key "k${at}"]\n`))));
  it("with many sections", () => grows(25_000, (count) => analyze(phase + "[kernel]\n".repeat(count))));
  it("with many settings", () =>
    grows(25_000, (count) => analyze(`${phase}[kernel]\n${"modsig = no\n".repeat(count)}`)));
  it("with a long command line", () =>
    grows(20_000, (count) => analyze(`${phase}[kernel]\ncmdline = ${"ima_policy=tcb ".repeat(count)}`)));
  it("with a quote that is not closed", () =>
    grows(250_000, (count) => analyze(`${phase}[kernel]\ncmdline = ima_policy="${"x".repeat(count)}`)));
  it("with patterns that match in many ways", () =>
    grows(25_000, (count) =>
      analyze(`${phase}[digest-list "*a*a*a*a*b"]\n[digest-list "tlv-${"a".repeat(count)}"]\n`),
    ));
  it("with long names of lists", () =>
    grows(50_000, (count) => analyze(`${phase}[digest-list "${"1".repeat(count)}-tlv-${"-".repeat(count)}"]\n`)));

  // Each phase has its own answers for each list and file.
  it("with many phases", () =>
    grows(40, (count) => analyze(many(count, (at) => `[phase "${at}"]\npolicy = ${at % 2 === 0 ? "p" : "same"}\n`))));

  // Each list is tried against each pattern, and looked at for each file: twice as many of both is four times the work.
  it("with many patterns and lists", () =>
    grows(250, (count) => analyze(phase + many(count, (at) => `[digest-list "*a*a*a*b${at}"]\n`) + lists(50))));
  it.each([policy, refusing])("with many lists and many files", (rules) =>
    grows(1, (square) => {
      const side = Math.sqrt(square);
      analyze(`${phase}${lists(200 * side)}${files(10 * side)}`, { p: rules });
    }),
  );
});
