/** imalint boot and init, and check on boots. */

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { imalint } from "./run.js";

const deadlock = `appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig
appraise func=BPRM_CHECK digest_cache=data
appraise func=MODULE_CHECK digest_cache=data
`;
const phase = `[phase "rootfs"]
policy = ima-policy
file-system = ext4
`;

/** A new folder with files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "imalint-boot-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

interface BootJson {
  readonly version: number;
  readonly verdict: string;
  readonly phases: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly parsers: readonly { name: string; available: string; proof: string; because: Because[] }[];
    readonly digestLists: readonly { name: string; usable: string; for: string[]; because: Because[] }[];
    readonly programs: readonly { name: string; runs: string; because: Because[] }[];
    readonly policy: { loads: string };
  }[];
  readonly assumptions: readonly { text: string; change: string }[];
}

interface Because {
  readonly text: string;
  readonly path?: string;
  readonly range?: { start: { line: number } };
  readonly because: readonly Because[];
}

function* all(reasons: readonly Because[]): Generator<Because> {
  for (const reason of reasons) {
    yield reason;
    yield* all(reason.because);
  }
}

describe("boot", () => {
  it("says in JSON what becomes of each part, down to the rule", () => {
    const folder = folderWith({ "digest-cache.conf": phase, "ima-policy": deadlock });
    const { status, stdout } = imalint(["boot", folder, "--format", "json"]);
    const json = JSON.parse(stdout) as BootJson;
    expect([status, json.version, json.verdict]).toEqual([1, 1, "stuck"]);
    const [rootfs] = json.phases;
    expect(rootfs).toMatchObject({
      name: "rootfs",
      verdict: "stuck",
      parsers: [{ name: "tlv", available: "no", proof: "none" }],
      digestLists: [{ usable: "no", for: [] }],
      programs: [{ name: "first program", runs: "no" }],
      policy: { loads: "yes" },
    });
    const places = [...all(rootfs?.programs[0]?.because ?? [])].map(({ path, range }) => [path, range?.start.line]);
    expect(places).toContainEqual([join(folder, "ima-policy"), 3]);
    expect(json.assumptions.every(({ text, change }) => text !== "" && /^\[/.test(change))).toBe(true);
  });

  it("names the cause first, and says each thing once", () => {
    const folder = folderWith({ "digest-cache.conf": phase, "ima-policy": deadlock });
    const { stdout } = imalint(["boot", join(folder, "digest-cache.conf")]);
    expect(stdout).toMatch(/^cause: line 3 of ima-policy/m);
    expect(stdout).toMatch(/NO parser {3}tlv: cannot be had/);
    expect(stdout.match(/asks none about it/g)?.length).toBe(1);
  });

  it("is content when the rule accepts the parser's signature", () => {
    const policy = deadlock.replace(/MODULE_CHECK .*/, "MODULE_CHECK digest_cache=data appraise_type=imasig|modsig");
    const folder = folderWith({ "digest-cache.conf": phase, "ima-policy": policy });
    const { status, stdout } = imalint(["boot", folder]);
    expect(status).toBe(0);
    expect(stdout).toContain("the machine boots");
  });

  it("takes a policy alone, and a description from standard input", () => {
    const folder = folderWith({ "ima-policy": deadlock });
    expect(imalint(["boot", join(folder, "ima-policy")])).toMatchObject({ status: 1 });
    const { status, stdout } = imalint(["boot", "-"], { input: "[kernel]\nversion = 6.12\n" });
    expect(status).toBe(0);
    expect(stdout).toContain("Linux 6.12");
  });

  it("refuses nothing under ima_appraise=log, and everything with --enforce", () => {
    const conf = `[kernel]\ncmdline = ima_appraise=log\n\n${phase}`;
    const folder = folderWith({ "digest-cache.conf": conf, "ima-policy": deadlock });
    expect(imalint(["boot", folder])).toMatchObject({ status: 0 });
    expect(imalint(["boot", folder, "--enforce"])).toMatchObject({ status: 1 });
  });

  it("draws", () => {
    const folder = folderWith({ "digest-cache.conf": phase, "ima-policy": deadlock });
    expect(imalint(["boot", folder, "--format", "svg"]).stdout).toMatch(/^<svg[\s\S]*<\/svg>\n?$/);
    const page = imalint(["boot", folder, "--format", "html"]).stdout;
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it("says what cannot be read, and goes on", () => {
    const folder = folderWith({ "digest-cache.conf": phase.replace("ima-policy", "gone") });
    const { status, stdout, stderr } = imalint(["boot", folder]);
    expect(status).toBe(2);
    expect(stderr).toContain("gone: no such file or directory");
    expect(stdout).toContain("phase rootfs");
    expect(imalint(["boot", folderWith({ x: "" })])).toMatchObject({ status: 2 });
    expect(imalint(["boot", "/nowhere/at/all"])).toMatchObject({ status: 2 });
  });
});

describe("init", () => {
  it("writes a description that says nothing wrong, and not over another one", () => {
    const folder = folderWith({});
    const path = join(folder, "digest-cache.conf");
    expect(imalint(["init", path])).toMatchObject({ status: 0 });
    const text = readFileSync(path, "utf8");
    expect(imalint(["check", path, "--fail-level", "info"])).toMatchObject({ status: 0 });
    expect(imalint(["boot", path])).toMatchObject({ status: 0 });
    const again = imalint(["init", path]);
    expect([again.status, readFileSync(path, "utf8")]).toEqual([2, text]);
    expect(again.stderr).toContain("is there already");
    expect(imalint(["init", "-"]).stdout).toBe(text);
  });
});

describe("check", () => {
  const findingsOf = (folder: string, ...more: string[]) => {
    const { stdout } = imalint(["check", folder, "--format", "json", ...more]);
    const { files } = JSON.parse(stdout) as {
      files: {
        path: string;
        findings: { check: string; related: { path: string }[]; range: { start: { line: number } } }[];
      }[];
    };
    return files.flatMap(({ path, findings }) =>
      findings
        .filter(({ check }) => check.startsWith("bootstrap/"))
        .map(({ check, related, range }) => ({
          check,
          path: path.slice(folder.length + 1),
          line: range.start.line,
          related: related.map((place) => place.path.slice(folder.length + 1)),
        })),
    );
  };

  it("finds a description and what it names, whatever the names are", () => {
    const conf = phase.replace("ima-policy", "rules.txt");
    const folder = folderWith({
      "digest-cache.conf": `${conf}\n[parser "tlv"]\nsignature = appended\n`,
      "rules.txt": deadlock,
    });
    expect(findingsOf(folder)).toEqual([
      {
        check: "bootstrap/parser-needs-digest-list",
        path: "rules.txt",
        line: 3,
        related: expect.arrayContaining(["digest-cache.conf"]),
      },
    ]);
  });

  it("checks a policy in each boot that loads it", () => {
    const folder = folderWith({
      "a/digest-cache.conf": `[parser "tlv"]\nload = builtin\n\n${phase.replace("ima-policy", "../ima-policy")}`,
      "b/digest-cache.conf": `[parser "tlv"]\nload = absent\n\n${phase.replace("ima-policy", "../ima-policy")}`,
      "ima-policy": deadlock,
    });
    expect(findingsOf(folder).map(({ check, path }) => `${check} ${path}`)).toEqual([
      "bootstrap/parser-absent b/digest-cache.conf",
    ]);
    expect(findingsOf(join(folder, "a"))).toEqual([]);
  });

  it("fixes a policy as part of its boot", () => {
    const folder = folderWith({ "digest-cache.conf": phase, "ima-policy": deadlock });
    expect(imalint(["check", folder, "--fix"])).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, "ima-policy"), "utf8")).toBe(
      deadlock.replace(/MODULE_CHECK .*/, "MODULE_CHECK digest_cache=data appraise_type=imasig|modsig"),
    );
    expect(imalint(["boot", folder])).toMatchObject({ status: 0 });
  });

  it("is less severe where nothing is enforced", () => {
    const conf = `[kernel]\ncmdline = ima_appraise=log\n\n${phase}`;
    const folder = folderWith({ "digest-cache.conf": conf, "ima-policy": deadlock });
    const { stdout } = imalint(["check", folder]);
    expect(stdout).toMatch(/warning\[bootstrap\/parser-needs-digest-list\]/);
    expect(stdout).toMatch(/nothing is\s+[|\s]*refused yet/);
  });
});
