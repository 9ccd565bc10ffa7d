/** What must be true of every boot that can be described, on random ones. */

import { describe, expect, it } from "vitest";
import { printWord, type Rule } from "../grammar/index.js";
import {
  type Answer,
  analyzeBoot,
  type BootAnalysis,
  type BootDescription,
  failuresOf,
  type Reason,
  type ReasonKind,
  walk,
} from "../server/boot/index.js";
import { rulesAtBoot } from "../server/boot/rules.js";
import { lint } from "../server/index.js";
import { decide } from "../server/policy/index.js";
import {
  type ConfSection,
  describe as described,
  type RandomBoot,
  randomBoot,
  randomFrom,
  shrink,
  told,
  type Wishes,
} from "./random-boot.js";

const seed = Number(process.env.IMALINT_SEED ?? Date.now() % 2 ** 31);
/** Random boots of each property. */
const wanted = Number(process.env.IMALINT_BOOTS ?? 200);

type Property = (boot: RandomBoot, random: () => number) => string | undefined;

/** Tries a property; what fails is made as small as it can be. */
function check(wishes: Wishes, property: Property, count = wanted): void {
  for (let run = 0; run < count; run++) {
    const start = (seed + Math.imul(run, 7919)) >>> 0;
    const boot = randomBoot(randomFrom(start), wishes);
    const fails = (candidate: RandomBoot) => property(candidate, randomFrom(start));
    if (fails(boot) === undefined) continue;
    const smallest = shrink(boot, fails);
    expect.fail(`IMALINT_SEED=${start}: ${fails(smallest)}\n\n${told(smallest)}`);
  }
}

/** All answers of an analysis, each by a name. */
function answersOf({ phases }: BootAnalysis): Map<string, { answer: Answer; phase: number; what: string }> {
  const found = new Map<string, { answer: Answer; phase: number; what: string }>();
  for (const [at, { phase, policy, programs, parsers, lists, steps }] of phases.entries()) {
    const add = (what: string, name: string, answer: Answer) =>
      found.set(`${phase.name}: ${what} ${name}`, { answer, phase: at, what });
    const addPrograms = (wanted: boolean) => {
      for (const { file, isFirst, runs } of programs)
        if (isFirst === wanted) add(isFirst ? "first program" : "program", file.path, runs);
    };
    // In the order in which they happen.
    add("policy", "", policy);
    addPrograms(true);
    for (const [number, { result }] of steps.entries()) add("step", `${number}`, result);
    addPrograms(false);
    for (const { parser, needed, available } of parsers)
      add(needed ? "needed parser" : "parser", parser.format, available);
    for (const { list, needed, usable } of lists) add(needed ? "needed list" : "list", list.path, usable);
  }
  return found;
}

function valuesOf(analysis: BootAnalysis): Record<string, string> {
  const values: Record<string, string> = { all: analysis.verdict };
  for (const { phase, verdict } of analysis.phases) values[`${phase.name}: verdict`] = verdict;
  for (const [name, { answer }] of answersOf(analysis)) values[name] = answer.value;
  return values;
}

const everything: Wishes = { steps: true, open: false };

describe(`random boots (IMALINT_SEED=${seed})`, () => {
  it("mean the same in whatever order sections and keys are written", () => {
    check(everything, (boot, random) => {
      const shuffled = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item);
      // Phases and steps follow each other as they are written, and so do the modules that user space loads.
      const isOrdered = ({ kind, name = "" }: ConfSection) =>
        kind === "phase" || kind === "step" || (kind === "file" && name.includes(".ko"));
      const ordered = boot.sections.filter(isOrdered);
      const sections = shuffled(boot.sections).map((section) => (isOrdered(section) ? ordered.shift() : section));
      const other = {
        ...boot,
        sections: sections.flatMap((section) =>
          section === undefined ? [] : { ...section, keys: shuffled(section.keys) },
        ),
      };
      const [before, after] = [boot, other].map((each) => valuesOf(analyzeBoot(described(each))));
      for (const name of Object.keys({ ...before, ...after }))
        if (before?.[name] !== after?.[name])
          return `${name} is ${before?.[name]}, and ${after?.[name]} after\n${told(other)}`;
      return undefined;
    });
  });

  it("are no worse with one more proof", () => {
    check(everything, (any) => {
      const boot = withoutSpoilers(any);
      const alone = withOneList(boot);
      const isShort = nothingComesLater(boot);
      const analyses = new Map([boot, alone].map((each) => [each, analyzeBoot(described(each))]));
      for (const section of boot.sections) {
        // Of several lists, the kernel looks no further than the first that has a digest, also when that one does not
        // count, and so does not start those behind it.
        const base = section.kind === "file" ? boot : alone;
        // What gets further asks for lists and parsers earlier, perhaps before they can be started, and then they are
        // spoilt: a list that can be read now, a file that gets past one hook or whose libraries are looked at now.
        const valueOfKey = (name: string) => section.keys.find(([key]) => key === name)?.[1];
        const asksOnce = valueOfKey("hook")?.split(" ").length === 1 && valueOfKey("libraries") === undefined;
        if (!isShort && section.kind !== "parser" && !(section.kind === "file" && asksOnce)) continue;
        for (const [better, what] of betterProved(base, section)) {
          const before = analyses.get(base);
          const worse = before && worsened(before, analyzeBoot(described(better)));
          if (worse !== undefined) return `with ${what}: ${worse}`;
        }
      }
      return undefined;
    });
  });

  it("are no better with a stricter rule", () => {
    check({ steps: false, open: false }, (any) => {
      const boot = withOneList(withoutSpoilers(any));
      if (!nothingComesLater(boot)) return undefined;
      const before = analyzeBoot(described(boot));
      for (const [stricter, what] of stricterRules(boot)) {
        const better = worsened(analyzeBoot(described(stricter)), before);
        if (better !== undefined) return `with ${what}, the other way round: ${better}`;
      }
      return undefined;
    });
  });

  it("have reasons that name the rule which decides the access", () => {
    check(everything, (boot) => reasonsAgree(described(boot)));
  });

  it("have a reason for every no, and a cause for what fails", () => {
    check(everything, (boot) => {
      const analysis = analyzeBoot(described(boot));
      const subjects = failuresOf(analysis).flatMap(({ subjects: all }) => all);
      for (const [name, { answer, what, phase }] of answersOf(analysis)) {
        if (answer.value !== "no") continue;
        const leaves = [...walk(answer.because)].filter(({ because }) => because.length === 0);
        if (leaves.length === 0 || leaves.some(({ text }) => text === "")) return `${name} is no without a reason`;
        // A list that is spoilt because its parser is loaded by hand has a reason, and no cause of a name of its own.
        if (leaves.some(({ kind }) => kind === "is-the-parser")) continue;
        const kind = {
          "first program": "program",
          "needed parser": "parser",
          "needed list": "digest-list",
          policy: "policy",
        }[what];
        if (
          kind !== undefined &&
          !subjects.some((subject) => subject.kind === kind && subject.phase === analysis.phases[phase])
        )
          return `${name} is no without a cause: ${texts(answer)}`;
      }
      return undefined;
    });
  });

  it("of a policy alone are as the check for policies says", () => {
    check(
      { steps: false, open: true },
      ({ sections, policies }) => {
        const { p = [] } = policies;
        const alone: RandomBoot = {
          sections: [{ kind: "phase", name: "rootfs", keys: [["policy", "p"]] }],
          policies: { p },
        };
        const text = `${p.join("\n")}\n`;
        const result = lint([{ path: "p", text }], { dialect: "digest-cache", kernels: ["6.12"] });
        if (sections.length === 0 || result.summary.rejected > 0) return undefined;
        const severities = result.files.flatMap(({ findings }) =>
          findings.flatMap(({ check: id, severity }) =>
            /\/(?:parser-needs-digest-list|first-access-cannot-load-parser)$/.test(id) ? [severity] : [],
          ),
        );
        const [phase] = analyzeBoot(described(alone)).phases;
        const tlv = phase?.parsers.find(({ parser }) => parser.format === "tlv");
        // Where no list gets as far as its parser, the check for policies looks further ahead.
        if (tlv?.needed !== true) return undefined;
        const { value } = tlv.available;
        // An error says that no digest list can help. A warning may be about machines whose lists are refused before.
        const fits = severities.includes("error") ? value === "no" : severities.length > 0 || value === "yes";
        return fits ? undefined : `the parser is ${value}, and the check says ${severities.join(" ") || "nothing"}`;
      },
      wanted / 2,
    );
  });

  it("are as the open description says when the file systems are known", () => {
    // Few of them are open in a way that settles.
    check({ steps: true, open: true }, soundness, wanted * 3);
    expect(counts.settled).toBeGreaterThan(0);
  });
});

/**
 * Without what makes a proof do harm in the kernel as well: a list with a signature cannot be opened for writing, and a
 * task without rights that gets further than before spoils the lists whose parser it cannot load.
 */
function withoutSpoilers({ sections, policies }: RandomBoot): RandomBoot {
  return {
    policies,
    sections: sections
      .filter(({ keys }) => !keys.some(([key, value]) => key === "do" && value === "reset-list"))
      .map((section) => ({
        ...section,
        keys: section.keys.filter(([key]) => key !== "uid" && key !== "first-access"),
      })),
  };
}

function withOneList({ sections, policies }: RandomBoot): RandomBoot {
  const first = sections.find(({ kind }) => kind === "digest-list");
  return {
    policies,
    sections: sections.flatMap((section) => {
      if (section.kind === "digest-list" && section !== first) return [];
      return section.kind === "phase"
        ? { ...section, keys: section.keys.filter(([key]) => key !== "digest-lists") }
        : section;
    }),
  };
}

/** Whether it makes no difference when a list is started: nothing changes, and user space loads no parser. */
function nothingComesLater({ sections }: RandomBoot): boolean {
  return (
    sections.filter(({ kind }) => kind === "phase").length === 1 &&
    !sections.some(({ kind, keys }) => kind === "step" || (kind === "file" && keys.some(([key]) => key === "parser")))
  );
}

const proofs: Readonly<Record<string, readonly string[]>> = {
  parser: ["appended", "imasig", "hash", "appended-to-compressed"],
  "digest-list": ["appended", "imasig", "hash"],
  file: ["appended", "imasig", "hash"],
};

/** The same boot with one more proof, for each that one section could have. */
function* betterProved(boot: RandomBoot, { kind, name }: ConfSection): Generator<[better: RandomBoot, what: string]> {
  const section = boot.sections.find((other) => other.kind === kind && other.name === name);
  if (section === undefined) return;
  const withKey = (key: string, value: string): [RandomBoot, string] => {
    const keys = [...section.keys.filter(([other]) => other !== key), [key, value] as const];
    const sections = boot.sections.map((other) => (other === section ? { ...section, keys } : other));
    return [{ ...boot, sections }, `${kind} ${name ?? ""}: ${key} = ${value}`];
  };
  const said = (key: string) => section.keys.find(([other]) => other === key)?.[1];
  const has = (said("signature") ?? (kind === "file" ? "none" : "appended"))
    .split(" ")
    .filter((word) => word !== "none");
  for (const word of proofs[kind] ?? []) if (!has.includes(word)) yield withKey("signature", [...has, word].join(" "));
  if (kind === "parser" && said("load") !== "builtin") yield withKey("load", "builtin");
  if (kind === "kernel" && said("modsig") === "no") yield withKey("modsig", "yes");
}

/** The same boot with rules that ask for more. A rule for lists at the end would make lists count that did not. */
function* stricterRules({ sections, policies }: RandomBoot): Generator<[stricter: RandomBoot, what: string]> {
  for (const [path, lines] of Object.entries(policies)) {
    const change = (changed: readonly string[], what: string): [RandomBoot, string] => [
      { sections, policies: { ...policies, [path]: changed } },
      `${what} in ${path}`,
    ];
    for (const hook of ["FILE_CHECK", "BPRM_CHECK", "MMAP_CHECK", "MODULE_CHECK"])
      for (const more of ["", " appraise_type=imasig", " fowner=0"])
        yield change([...lines, `appraise func=${hook}${more}`], `appraise func=${hook}${more}`);
    for (const [at, line] of lines.entries()) {
      if (!line.startsWith("appraise")) continue;
      const narrower = line.includes("appraise_type=") ? line.replace("|modsig", "") : `${line} appraise_type=imasig`;
      const narrow = (by: string) =>
        change(
          lines.map((other, place) => (place === at ? by : other)),
          by,
        );
      if (narrower !== line) yield narrow(narrower);
      if (!line.includes("appraise_algos=")) yield narrow(`${line} appraise_algos=sha512`);
    }
  }
}

const ranks = ["no", "depends", "yes"];

/** What is worse in the second analysis. */
function worsened(before: BootAnalysis, after: BootAnalysis): string | undefined {
  const then = answersOf(after);
  for (const [name, { answer, what }] of answersOf(before)) {
    const other = then.get(name)?.answer;
    // A policy that is loaded now may refuse what was not asked before.
    if (what === "policy" && other?.value !== answer.value) return undefined;
    if (other !== undefined && ranks.indexOf(other.value) < ranks.indexOf(answer.value))
      return `${name} is ${answer.value}, and ${other.value}: ${texts(answer)} -> ${texts(other)}`;
  }
  return undefined;
}

function texts(answer: Answer): string {
  return JSON.stringify(
    [...walk(answer.because)].map(({ kind, text }) => `${kind}: ${text}`),
    undefined,
    1,
  );
}

const appraiseKinds: ReadonlySet<ReasonKind> = new Set([
  "no-rule",
  "exempt",
  "demand-met",
  "demand-not-met",
  "not-enforced",
  "list-verified",
  "list-not-verified",
]);

function wordsOf(rule: Rule | undefined): string | undefined {
  return rule?.terms.map(({ word }) => printWord(word)).join(" ");
}

/** Whether the rules decide the access of a reason as it says. */
function agrees({ kind, rule, access }: Reason, rules: readonly Rule[]): boolean {
  if (access === undefined) return true;
  const { appraise, measure } = decide({ rules }, access).families;
  const is = (decider: Rule | undefined) =>
    decider?.index === rule?.rule.index && wordsOf(decider) === wordsOf(rule?.rule);
  if (appraiseKinds.has(kind)) return is(appraise.rule);
  // What a rule without func= appraises is not remembered as measured either.
  if (kind === "list-not-measured" && measure.outcome === "do") return is(appraise.rule);
  if (kind === "list-measured" || kind === "list-not-measured") return is(measure.rule);
  return true;
}

function reasonsAgree(description: BootDescription): string | undefined {
  const analysis = analyzeBoot(description);
  const atBoot = rulesAtBoot(description.parameters, description.kernel, description.secureBoot.value).rules;
  const inForce = [atBoot, ...analysis.phases.map(({ rules }) => rules.rules)];
  for (const [name, { answer, phase, what }] of answersOf(analysis))
    for (const reason of walk(answer.because)) {
      // A policy is judged by the rules before it. What was found out in earlier phases is remembered.
      const now = inForce.slice(0, what === "policy" ? phase + 1 : phase + 2);
      if (!now.some((rules) => agrees(reason, rules))) return `${name}: ${reason.kind} ${reason.text}`;
    }
  return undefined;
}

const counts = { compared: 0, settled: 0, open: 0 };

/**
 * What is yes or no while file systems are open is so on each of them. The model goes on from an event that is open as
 * if it had been settled in one way, so what comes after is not compared.
 */
function soundness(boot: RandomBoot, random: () => number): string | undefined {
  const opened = described(boot);
  const analysis = analyzeBoot(opened);
  const expected = [...answersOf(analysis)];
  for (let turn = 0; turn < 3; turn++) {
    const types = new Map<string, string>();
    const choose = (words: string) => {
      const among = words.split(" ");
      // Phases on the same file systems share their files, and go on doing so.
      const type = types.get(words) ?? among[Math.floor(random() * among.length)] ?? words;
      types.set(words, type);
      return type;
    };
    const sections = boot.sections.map((section) => {
      const keys = section.keys.map(([key, value]) => [key, key === "file-system" ? choose(value) : value] as const);
      const isOpen =
        section.kind === "phase" && section.name !== "initramfs" && !keys.some(([key]) => key === "file-system");
      return { ...section, keys: isOpen ? [...keys, ["file-system", choose("ext4 xfs btrfs f2fs")] as const] : keys };
    });
    const known = { ...boot, sections };
    const description = described(known);
    if (description.phases.some(({ root: files }, at) => files !== opened.phases[at]?.root)) continue;
    const answers = answersOf(analyzeBoot(description));
    for (const [
      name,
      {
        answer: { value },
      },
    ] of expected) {
      const other = answers.get(name)?.answer.value;
      counts.compared++;
      if (value === "depends") counts.open++;
      if (value === "depends" && other !== "depends") counts.settled++;
      if (value !== "depends" && other !== undefined && value !== other)
        return `${name} is ${value}, and ${other} with\n${told(known)}`;
    }
  }
  return undefined;
}
