/** What each boot below samples/boots shows, and that the changes which its page proposes have the effect it says. */

import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { BootAnalysis, ParserProof, PhaseResult, Truth, Verdict } from "../server/boot/index.js";
import { bootAnalysis } from "../server/checks/boots.js";
import type { Document } from "../server/checks/lint.js";
import { readWithNamedFiles } from "../server/cli/boot-files.js";
import { lint } from "../server/index.js";

// As a path from here, as on the command line.
const folder = relative(process.cwd(), fileURLToPath(new URL("../samples/boots", import.meta.url)));
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

interface ExpectedPhase {
  readonly verdict: Verdict;
  /** By what each parser is there, or would be. */
  readonly parsers: Readonly<Record<string, ParserProof | "not asked for">>;
  /** What each list counts for. */
  readonly lists: Readonly<Record<string, "appraise" | "measure" | "appraise, measure" | "nothing" | "never read">>;
  readonly firstProgram: Truth;
  /** Other files that are refused. */
  readonly refused?: readonly string[];
  readonly steps?: readonly Truth[];
  readonly measured?: readonly string[];
}

const works = (over: Partial<ExpectedPhase> = {}): ExpectedPhase => ({
  verdict: "boots",
  parsers: { tlv: "appended" },
  lists: { "tlv-main": "appraise" },
  firstProgram: "yes",
  ...over,
});
const deadlocked = (over: Partial<ExpectedPhase> = {}): ExpectedPhase => ({
  verdict: "stuck",
  parsers: { tlv: "none" },
  lists: { "tlv-main": "nothing" },
  firstProgram: "no",
  ...over,
});
/** Digest lists would help, but not this program. */
const unproved = (over: Partial<ExpectedPhase> = {}): ExpectedPhase =>
  works({ verdict: "stuck", firstProgram: "no", ...over });

const fat = "/lib/modules/6.12.0/kernel/fs/fat/fat.ko";
const driver = "/lib/modules/6.12.0/kernel/drivers/block/virtio_blk.ko";
const withoutLists: Partial<ExpectedPhase> = { parsers: { tlv: "not asked for" }, lists: {} };

const expected: Readonly<Record<string, Readonly<Record<string, ExpectedPhase>>>> = {
  deadlock: { rootfs: deadlocked() },
  "deadlock-fixed-by-modsig": { rootfs: works() },
  "deadlock-fixed-by-builtin-parser": { rootfs: works({ parsers: { tlv: "builtin" }, refused: [fat] }) },
  "compressed-parser": { rootfs: deadlocked() },
  "compressed-parser-signed-again": { rootfs: works() },
  "initramfs-without-lists": { initramfs: unproved(withoutLists), rootfs: works() },
  depends: { initramfs: works({ ...withoutLists, verdict: "depends", firstProgram: "depends" }), rootfs: works() },
  "digest-cache-appraise-alone": {
    rootfs: works({ parsers: { tlv: "not asked for" }, lists: { "tlv-main": "never read" } }),
  },
  "rpm-lists-pgp": {
    rootfs: deadlocked({
      // The lists are refused before they are read.
      parsers: { rpm: "not asked for" },
      lists: { "rpm-glibc-2.40-1.x86_64": "nothing", "rpm-systemd-256-1.x86_64": "nothing" },
    }),
  },
  "default-path-moved": { rootfs: unproved() },
  "uid-conditioned-module-rule": { running: deadlocked() },
  "two-phase-distribution": {
    initramfs: works({
      parsers: { tlv: "none-needed" },
      lists: { "tlv-initramfs": "measure" },
      measured: ["12 tlv-initramfs", "12 tlv.ko"],
    }),
    rootfs: works({
      parsers: { tlv: "loaded-before", rpm: "appended" },
      lists: {
        "rpm-glibc-2.40-1.x86_64": "appraise, measure",
        "rpm-systemd-256-1.x86_64": "appraise, measure",
        "tlv-local": "appraise, measure",
      },
      // In the order in which they are needed: a search goes through all lists until one has the digest.
      measured: ["12 rpm-glibc-2.40-1.x86_64", "12 rpm.ko", "12 rpm-systemd-256-1.x86_64", "12 tlv-local", "12 fat.ko"],
    }),
  },
  "secure-boot-built-in": {
    // Programs of a ramfs are exempt; modules are not, and whether the boot needs one is not said.
    initramfs: deadlocked({ verdict: "depends", firstProgram: "yes", refused: [driver] }),
    rootfs: deadlocked(),
  },
  "unlisted-first-program": { rootfs: unproved() },
  "wrong-hash-algorithm": { rootfs: unproved() },
  "parser-in-the-wrong-directory": { rootfs: deadlocked() },
  // What is known of parser and list is told as it is after the last step.
  "spoilt-list": { running: unproved({ steps: ["no", "no", "yes", "yes", "yes"] }) },
};

type Edit = readonly [file: string, from: string | RegExp, to: string];

function analysisOf(name: string, edits: readonly Edit[] = []): BootAnalysis {
  const { document, documents, errors } = readWithNamedFiles(`${folder}/${name}/digest-cache.conf`);
  expect(errors).toEqual([]);
  const pending = new Set(edits);
  const edited = (original: Document): Document => {
    let { text } = original;
    for (const edit of edits) {
      const [file, from, to] = edit;
      if (!original.path.endsWith(`/${file}`)) continue;
      const changed = text.replace(from, to);
      if (changed !== text) pending.delete(edit);
      text = changed;
    }
    return { ...original, text };
  };
  const conf = edited(document);
  const analysis = bootAnalysis(
    conf,
    documents.map((other) => (other === document ? conf : edited(other))),
  );
  expect([...pending]).toEqual([]);
  return analysis;
}

function shown({ verdict, parsers, lists, programs, steps, measurements }: PhaseResult): ExpectedPhase {
  return {
    verdict,
    parsers: Object.fromEntries(
      parsers.map(({ parser, needed, proof }) => [parser.format, needed ? proof : "not asked for"]),
    ),
    lists: Object.fromEntries(
      lists.map(({ list, needed, for: families }) => [
        list.name,
        needed ? ((families.join(", ") || "nothing") as "nothing") : "never read",
      ]),
    ),
    firstProgram: programs.find(({ isFirst }) => isFirst)?.runs.value ?? "yes",
    refused: programs.filter(({ isFirst, runs }) => !isFirst && runs.value === "no").map(({ file }) => file.path),
    steps: steps.map(({ result }) => result.value),
    measured: measurements.map(({ pcr, path }) => `${pcr} ${path.slice(path.lastIndexOf("/") + 1)}`),
  };
}

function worstOf(name: string): Verdict {
  const verdicts = Object.values(expected[name] ?? {}).map(({ verdict }) => verdict);
  return (["stuck", "depends"] as const).find((verdict) => verdicts.includes(verdict)) ?? "boots";
}

describe("boots of the samples", () => {
  it("are all expected to show something", () => {
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.keys(expected))("%s goes as it should", (name) => {
    const analysis = analysisOf(name);
    expect(analysis.description.faults).toEqual([]);
    expect(analysis.description.contradictions).toEqual([]);
    expect(Object.fromEntries(analysis.phases.map((phase) => [phase.phase.name, shown(phase)]))).toEqual(
      Object.fromEntries(
        Object.entries(expected[name] ?? {}).map(([phase, values]) => [
          phase,
          { refused: [], steps: [], measured: [], ...values },
        ]),
      ),
    );
    expect(analysis.verdict).toBe(worstOf(name));
  });

  it.each(Object.keys(expected))("%s has a page with its verdict, and policies that load", (name) => {
    const page = readFileSync(`${folder}/${name}/README.md`, "utf8");
    const words = { boots: "boots", stuck: "gets stuck", depends: "depends on what is not said" }[worstOf(name)];
    expect(page).toContain(`\nVerdict: ${words}`);
    expect(page).toContain(`imalint boot samples/boots/${name}\n`);
    expect(readFileSync(`${folder}/../README.md`, "utf8")).toContain(`| [${name}](boots/${name}) `);
    const policies = readdirSync(`${folder}/${name}`).filter((file) => /^ima-policy$|\.policy$/.test(file));
    for (const file of policies) {
      const text = readFileSync(`${folder}/${name}/${file}`, "utf8");
      const { summary } = lint([{ path: file, text }], { kernels: ["6.12"], dialect: "digest-cache" });
      expect(summary.rejected).toBe(0);
    }
  });
});

const conf = "digest-cache.conf";
const anySignature = /^signature = appended.*$/m;
const imasigToo: Edit = [conf, anySignature, "signature = appended imasig"];
const builtIn: Edit = [conf, anySignature, "load = builtin"];
const noModsig: Edit = ["ima-policy", /^(appraise func=MODULE_CHECK.*) appraise_type=.*$/m, "$1"];

/** Changes of one fact, most of them those of the pages. */
const changes: readonly (readonly [name: string, verdict: Verdict, ...edits: Edit[]])[] = [
  ["deadlock", "boots", imasigToo],
  ["deadlock", "boots", [conf, anySignature, "signature = hash"]],
  ["deadlock", "boots", builtIn],
  ["deadlock", "boots", imasigToo],
  ["deadlock", "stuck", [conf, anySignature, "signature = hash"], [conf, "file-system = ext4", "$&\nxattrs = no"]],
  ["deadlock-fixed-by-modsig", "stuck", noModsig],
  ["deadlock-fixed-by-modsig", "stuck", [conf, anySignature, "signature = none"]],
  ["deadlock-fixed-by-modsig", "stuck", [conf, "file-system = ext4", "$&\nfirst-access = 1000"]],
  ["deadlock-fixed-by-builtin-parser", "boots", [conf, "file-system = ext4", "$&\nfirst-access = 1000"]],
  ["deadlock-fixed-by-builtin-parser", "stuck", [conf, /tlv-main/g, "rpm-main"]],
  ["deadlock-fixed-by-builtin-parser", "stuck", ["config-6.12", "TLV_PARSER=y", "TLV_PARSER=m"]],
  ["compressed-parser", "boots", imasigToo],
  ["compressed-parser", "boots", builtIn],
  ["compressed-parser", "boots", [conf, "version = 6.12", "version = 6.19"]],
  [
    "compressed-parser",
    "stuck",
    ["config-6.12", "CONFIG_MODULE_DECOMPRESS=y", "# CONFIG_MODULE_DECOMPRESS is not set"],
  ],
  ["compressed-parser-signed-again", "boots", [conf, anySignature, "signature = appended-to-compressed"]],
  [
    "compressed-parser-signed-again",
    "boots",
    ["config-6.12", "CONFIG_MODULE_DECOMPRESS=y", "$&\nCONFIG_MODULE_SIG_FORCE=y"],
  ],
  [
    "compressed-parser-signed-again",
    "stuck",
    [conf, anySignature, "signature = appended-to-compressed"],
    ["config-6.12", "CONFIG_MODULE_DECOMPRESS=y", "$&\nCONFIG_MODULE_SIG_FORCE=y"],
  ],
  [
    "compressed-parser-signed-again",
    "stuck",
    [conf, anySignature, "$&\npath = kernel/security/integrity/digest_cache/parsers/tlv.ko"],
  ],
  ["initramfs-without-lists", "boots", [conf, "digest-lists =\n", "digest-lists = tlv-main\n"]],
  [
    "initramfs-without-lists",
    "boots",
    [conf, "policy = ima-policy", "policy = builtin"],
    [conf, "policy = same", "policy = ima-policy"],
  ],
  ["initramfs-without-lists", "boots", ["ima-policy", /^/, "dont_appraise fsmagic=0x1021994\n"]],
  ["depends", "boots", [conf, "parsers = tlv", "file-system = tmpfs\n$&"]],
  ["depends", "stuck", [conf, "parsers = tlv", "file-system = ramfs\n$&"]],
  ["depends", "boots", ["ima-policy", /^/, "dont_appraise fsmagic=0x858458f6\n"]],
  ["digest-cache-appraise-alone", "stuck", ["cmdline", "ima_policy=", "ima_policy=appraise_tcb|"]],
  ["digest-cache-appraise-alone", "boots", ["cmdline", "ima_policy=", "ima_policy=appraise_tcb|"], imasigToo],
  ["rpm-lists-pgp", "boots", [conf, "signature = pgp", "signature = appended"]],
  ["rpm-lists-pgp", "boots", [conf, "signature = pgp", "signature = imasig"]],
  ["rpm-lists-pgp", "stuck", ["ima-policy", /^appraise func=DIGEST_LIST_CHECK.*\n/, ""]],
  ["default-path-moved", "boots", [conf, /^set-in-phase.*\n/m, ""]],
  [
    "default-path-moved",
    "boots",
    [conf, "set-in-phase = rootfs", "set-in-phase = initramfs"],
    [conf, "[phase", '[phase "initramfs"]\npolicy = builtin\n\n$&'],
  ],
  ["uid-conditioned-module-rule", "stuck", [conf, "first-access = 0", "first-access = 1000"]],
  ["uid-conditioned-module-rule", "boots", ["ima-policy", "uid=0", "uid>0"]],
  [
    "uid-conditioned-module-rule",
    "stuck",
    ["ima-policy", "uid=0", "uid>0"],
    [conf, "first-access = 0", "first-access = 1000"],
  ],
  [
    "uid-conditioned-module-rule",
    "boots",
    ["ima-policy", " uid=0 digest_cache=data", "$& appraise_type=imasig|modsig"],
  ],
  ["two-phase-distribution", "stuck", [conf, "keyring = .ima", "keyring = .platform"]],
  ["two-phase-distribution", "stuck", [conf, /(\[parser "rpm"\]\nsignature = )appended/, "$1none"]],
  ["two-phase-distribution", "stuck", noModsig],
  ["two-phase-distribution", "stuck", ["ima-policy", /^appraise func=DIGEST_LIST_CHECK.*\n/m, ""]],
  ["two-phase-distribution", "boots", ["ima-policy", /^measure func=DIGEST_LIST_CHECK.*\n/m, ""]],
  ["secure-boot-built-in", "boots", builtIn],
  ["secure-boot-built-in", "depends", imasigToo],
  ["secure-boot-built-in", "stuck", ["cmdline", "secure_boot|", ""]],
  ["unlisted-first-program", "boots", [conf, "digest-list =\n", "digest-list = tlv-main\n"]],
  ["unlisted-first-program", "boots", [conf, "digest-list =\n", "$&signature = imasig\n"]],
  ["wrong-hash-algorithm", "boots", ["cmdline", "sha512", "sha256"]],
  ["wrong-hash-algorithm", "boots", [conf, "hash = sha256", "hash = sha512"]],
  ["parser-in-the-wrong-directory", "boots", [conf, /^path = .*\n/m, ""]],
  ["parser-in-the-wrong-directory", "stuck", [conf, "digest_cache/tlv.ko", "digest_cache/parsers/tlv.ko.xz"]],
  ["spoilt-list", "boots", [conf, "first-access = 1000", "first-access = 0"]],
  ["spoilt-list", "boots", builtIn],
];

describe("changes of one fact", () => {
  it.each(changes.map(([name, verdict, ...edits], at) => ({ at: at + 1, name, verdict, edits })))(
    "$at: $name, $verdict",
    ({ name, verdict, edits }) => {
      expect(analysisOf(name, edits).verdict).toBe(verdict);
    },
  );

  it("a kernel that knows no appended signatures refuses the policy", () => {
    const option = "CONFIG_IMA_APPRAISE_MODSIG";
    const { phases } = analysisOf("deadlock-fixed-by-modsig", [
      ["config-6.12", `${option}=y`, `# ${option} is not set`],
    ]);
    expect(phases[0]?.policy.value).toBe("no");
  });

  it("a list stays spoilt when the parser is loaded by hand, and not when its inode leaves memory", () => {
    const steps = (by: string) =>
      analysisOf("spoilt-list", [[conf, /^do = reset-list\n.*$/m, by]]).phases[0]?.steps.map(
        ({ result }) => result.value,
      );
    expect(steps("do = load-module\nparser = tlv")).toEqual(["no", "no", "yes", "no", "no"]);
    expect(steps("do = evict")).toEqual(["no", "no", "yes", "yes", "yes"]);
  });
});
