/** imalint.toml, the configuration of editors, and what follows for a file. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { parse } from "smol-toml";
import { afterAll, describe, expect, it } from "vitest";
import {
  effectiveFor,
  matchesGlob,
  merge,
  optionsFor,
  problemText,
  settingSpecs,
  settingsFromEditor,
  showSettings,
} from "../server/settings/index.js";
import { readSettings } from "../server/settings/toml.js";
import { TomlPlaces } from "../server/settings/toml-places.js";
import { imalint } from "./run.js";

const read = (text: string) => readSettings(text, "imalint.toml");
const problems = (text: string) => read(text).problems.map(problemText);
const options = (text: string, path = "ima-policy", files: Record<string, string> = {}) =>
  optionsFor(read(text).settings, path, (name) => files[name]);

describe("imalint.toml", () => {
  it("is read", () => {
    const text = `
kernels = ["6.1", "7.2"]
dialect = "mainline"
loader = "write"
lsm = "selinux"
cmdline = "ima_policy=tcb"

[checks]
"syntax/legacy-name" = "off"
`;
    expect(problems(text)).toEqual([]);
    expect(options(text).options).toEqual({
      kernels: ["6.1", "7.2"],
      dialect: "mainline",
      loader: "write",
      lsm: "selinux",
      commandLine: "ima_policy=tcb",
      checks: { "syntax/legacy-name": "off" },
    });
    expect(options('kernels = "6.12.4"').options).toEqual({ kernels: ["6.12"] });
    expect(options("").options).toEqual({});
  });

  it("has examples that can be read", () => {
    for (const { example, ofFiles, name } of settingSpecs) {
      const inFiles = `[[files]]\n${name === "paths" ? "" : 'paths = ["*"]\n'}${example}\n`;
      expect(problems(ofFiles ? inFiles : `${example}\n${inFiles}`)).toEqual([]);
    }
  });

  it("of a group is for all of its checks, but for those that are named", () => {
    const { checks } = options('checks = { "measure/verity-only" = "error", measure = "off" }').options;
    expect(checks).toMatchObject({ "measure/verity-only": "error", "measure/exact-mask": "off" });
    expect(Object.keys(checks ?? {}).every((id) => id.startsWith("measure/"))).toBe(true);
  });

  it("lets later tables of files win", () => {
    const text = `
kernels = ["6.1"]
checks = { "protect/hash-accepted" = "error" }
[[files]]
paths = ["a/**"]
kernels = ["6.6"]
boot = "a/digest-cache.conf"
[[files]]
paths = ["a/b/*.policy", "c"]
lsm = "none"
[files.checks]
protect = "off"
`;
    expect(problems(text)).toEqual([]);
    expect(options(text, "x.policy").options).toMatchObject({ kernels: ["6.1"] });
    expect(options(text, "a/x.policy")).toMatchObject({
      options: { kernels: ["6.6"], checks: { "protect/hash-accepted": "error" } },
      boot: { path: "a/digest-cache.conf", source: "imalint.toml" },
    });
    expect(options(text, "a/b/x.policy").options).toMatchObject({
      kernels: ["6.6"],
      lsm: "none",
      checks: { "protect/hash-accepted": "off" },
    });
  });

  it("names a kernel configuration", () => {
    const text = 'lsm = "none"\nkernel-config = "config"\n';
    const config = "CONFIG_IMA=y\n# CONFIG_IMA_APPRAISE_MODSIG is not set\n";
    expect(options(text, "p", { config }).options.kernelConfig).toMatchObject({ CONFIG_IMA_APPRAISE_MODSIG: "n" });
    expect(options(text).problems.map(problemText)).toEqual(["imalint.toml:2:1: kernel-config: config cannot be read"]);
    expect(options(text, "p", { config: "x" }).problems[0]?.message).toContain("is no kernel configuration");
  });

  it.each([
    ['kernel = "6.1"', '1:1: there is no setting "kernel"; did you mean "kernels"?'],
    ['\n  "boot" = "x"', '2:3: there is no setting "boot"; it belongs in a table [[files]]'],
    ['kernels = [\n  "6.1", # x\n  "9.9",\n]', '3:3: kernels cannot be "9.9"; known are the releases 5.4 to'],
    ["kernels = 6.1", "1:1: kernels cannot be 6.1; write it in quotes"],
    ['dialect = "mainlin"', '1:1: dialect cannot be "mainlin"; did you mean "mainline"?'],
    ["loader = true", "1:1: loader cannot be true; it is one of path, write"],
    ["cmdline = 1979-05-27", "1:1: cmdline must be a text"],
    ['checks = "off"', '1:1: checks must be a table, and is "off"'],
    [
      '[checks]\n# x\n"protect/hash-acepted" = "off"',
      '3:1: there is no check or group "protect/hash-acepted"; did you mean',
    ],
    ['checks = { protect = "of" }', '1:12: the severity of protect cannot be "of"; did you mean "off"?'],
    ['checks.protect = "of"', "1:8: the severity of protect cannot be"],
    ['[[files]]\npaths = ["a"]\n[[files]]\nlsm = "none"', "3:3: the table does not say which files it is for"],
    ['[[files]]\npaths = ["a"]\n[[files]]\npaths = ["b"]\nlsm = "x"', '5:1: lsm cannot be "x"'],
    ['[files]\npaths = ["a"]', "1:2: files must be tables: [[files]]"],
    ['[[files]]\npaths = ["a", 3]', "2:15: paths must be a text, and is 3"],
    ["\na = \n", "2:5: no TOML: invalid value"],
    ["a = 1\na = 2", "2:1: no TOML: trying to redefine"],
  ])("%j is wrong", (text, message) => {
    expect(problems(text)[0]).toContain(`imalint.toml:${message}`);
    expect(problems(text)).toHaveLength(1);
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ..."[]{}=,.\"'#\\\n ab1".split(""),
            "[[files]]\n",
            "[checks]\n",
            'kernels = "6.1"\n',
            '"""',
            "'''",
          ),
          { maxLength: 30 },
        ),
        (pieces) => {
          const text = pieces.join("");
          expect(() => read(text)).not.toThrow();
          expect(() => new TomlPlaces(text)).not.toThrow();
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("knows where each key stands", () => {
    const name = fc.constantFrom("a", "b-c", '"d e"', "'f.g'", '"h\\"i"');
    const plain = (key: string) => (key.startsWith('"') ? JSON.parse(key) : key.replaceAll("'", ""));
    const value = fc.constantFrom(
      "1",
      '"x # y"',
      '"""\na = 1\n"""',
      "'''\n[b]\n'''",
      "[1, # ]\n [2, 3],]",
      '{ k = 1, "l" = [{ m = 2 }] }',
    );
    const line = fc.tuple(name, value);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), line), { minLength: 1, maxLength: 6 }), (entries) => {
        let text = "";
        const wanted: [unknown[], number][] = [];
        entries.forEach(([isNew, [key, given]], at) => {
          if (isNew || at === 0) text += "[[t.u]] # [x]\n";
          const table = (text.match(/^\[\[t\.u\]\]/gm)?.length ?? 1) - 1;
          const path = ["t", "u", table, `${plain(key)}${at}`];
          wanted.push([path, text.length]);
          // Each key once.
          text += `${/["']$/.test(key) ? key.slice(0, -1) + at + key.slice(-1) : key + at} = ${given}\n`;
        });
        parse(text);
        const places = new TomlPlaces(text);
        for (const [path, offset] of wanted) expect(places.offsetOf(path as string[])).toBe(offset);
      }),
    );
  });
});

describe("an editor", () => {
  it("has the same settings in camel case", () => {
    const { settings, problems: wrong } = settingsFromEditor({
      kernels: ["6.6"],
      kernelConfig: "config",
      dialect: null,
      cmdline: "",
      checks: { measure: "off" },
      trace: { server: "off" },
      files: [{ paths: ["*.policy"], loader: "write" }],
    });
    expect(wrong).toEqual([]);
    const { options: found } = optionsFor(settings, "x.policy", () => "CONFIG_IMA=y\n");
    expect(found).toMatchObject({ kernels: ["6.6"], loader: "write", kernelConfig: { CONFIG_IMA: "y" } });
    expect(found).not.toHaveProperty("dialect");
    expect(found).not.toHaveProperty("commandLine");
    expect(settingsFromEditor(undefined).settings.layers).toEqual([]);
  });

  it("is told what is wrong", () => {
    expect(settingsFromEditor({ kernelConfig: 3, files: [{ lsm: "none" }] }).problems.map(problemText)).toEqual([
      "the settings of the editor: kernelConfig must be a text, and is 3",
      "the settings of the editor: the table does not say which files it is for; write paths = [...]",
    ]);
  });

  it("has less to say than the file", () => {
    const editor = settingsFromEditor({
      kernels: ["6.6"],
      lsm: "none",
      checks: { "measure/exact-mask": "error", "protect/hash-accepted": "error" },
    }).settings;
    const both = merge(editor, read('kernels = "7.2"\nchecks = { measure = "off" }').settings);
    expect(optionsFor(both, "p", () => undefined).options).toMatchObject({
      kernels: ["7.2"],
      lsm: "none",
      checks: { "measure/exact-mask": "off", "protect/hash-accepted": "error" },
    });
  });
});

describe("patterns of paths", () => {
  it.each([
    ["*.policy", "a.policy", true],
    ["*.policy", "x/y/a.policy", true],
    ["/*.policy", "x/a.policy", false],
    ["./*.policy", "x/a.policy", true],
    ["x/*.policy", "x/a.policy", true],
    ["x/*.policy", "x/y/a.policy", false],
    ["x/**", "x/y/a.policy", true],
    ["x/", "x/y/a.policy", true],
    ["x/**/a", "x/a", true],
    ["x/**/a", "x/y/z/a", true],
    ["**/a", "a", true],
    ["**/a", "b", false],
    ["x/?", "x/ab", false],
    ["{x,y/z}/a.{policy,conf}", "y/z/a.conf", true],
    ["{x,y/z}/a.{policy,conf}", "y/a.conf", false],
    ["{a,b{c,d}}", "bd", true],
    ["{", "{", true],
    ["a.c", "abc", false],
  ])("%s, %s: %s", (pattern, path, matches) => {
    expect(matchesGlob(pattern, path)).toBe(matches);
  });

  it("take no time", () => {
    expect(matchesGlob(`${"**/".repeat(100)}x`, "a/".repeat(200))).toBe(false);
    expect(matchesGlob("{a,b}".repeat(40), "a".repeat(41))).toBe(false);
    expect(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(2000))).toBe(false);
  });
});

it("shows what holds, and why, as TOML", () => {
  const { settings } = read(
    'kernels = ["6.1"]\n[[files]]\npaths = ["a"]\ncmdline = "a\\"b"\n[files.checks]\nprotect = "off"',
  );
  const text = showSettings(effectiveFor(settings, "a"));
  expect(text).toMatch(/^kernels = \["6\.1"\] +# imalint\.toml:1$/m);
  expect(text).toMatch(/^"protect" = "off" +# imalint\.toml:6$/m);
  expect(text).toMatch(/^# dialect +# default: auto$/m);
  expect(parse(text)).toEqual({ kernels: ["6.1"], cmdline: 'a"b', checks: { protect: "off" } });
});

describe("imalint check", () => {
  const folder = mkdtempSync(join(tmpdir(), "imalint-settings-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (files: Record<string, string>) => {
    const root = mkdtempSync(join(folder, "case-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  };
  const json = (root: string, ...args: string[]) => {
    const run = imalint(["check", "--format", "json", "--fail-level", "never", ...args], { cwd: root });
    return {
      ...run,
      files: JSON.parse(run.stdout).files as { path: string; kernels: string[]; findings: unknown[] }[],
    };
  };

  it("uses the nearest imalint.toml, and what the command line says more", () => {
    const root = write({
      "imalint.toml": 'kernels = ["6.1"]\n',
      "a/ima-policy": "measure func=BPRM_CHECK\n",
      "b/imalint.toml": '[[files]]\npaths = ["x/*"]\nkernels = ["6.6", "6.12"]\n',
      "b/x/ima-policy": "measure func=BPRM_CHECK\n",
      "b/ima-policy": "measure func=BPRM_CHECK\n",
    });
    const kernelsOf = (...args: string[]) =>
      Object.fromEntries(json(root, ...args).files.map(({ path, kernels }) => [path, kernels]));
    expect(kernelsOf(".")).toEqual({
      "a/ima-policy": ["6.1"],
      "b/x/ima-policy": ["6.6", "6.12"],
      "b/ima-policy": ["7.2"],
    });
    expect(kernelsOf("a/ima-policy", "b/x/ima-policy", "--kernel", "5.10")).toEqual({
      "a/ima-policy": ["5.10"],
      "b/x/ima-policy": ["5.10"],
    });
    expect(json(join(root, "a"), "ima-policy").files[0]?.kernels).toEqual(["6.1"]);
  });

  it("turns checks off", () => {
    const text = "measure func=PATH_CHECK mask=MAY_READ\n";
    const checked = (toml: string) => JSON.stringify(json(write({ "imalint.toml": toml, p: text }), "p").files);
    expect(checked("")).toContain("syntax/legacy-name");
    expect(checked('checks = { syntax = "off" }')).not.toContain("syntax/legacy-name");
  });

  it("checks policies with the boot that settings name", () => {
    const files = {
      "imalint.toml": '[[files]]\npaths = ["p"]\nboot = "boot/digest-cache.conf"\n',
      "boot/digest-cache.conf": '[kernel]\nversion = 6.12\n[phase "rootfs"]\npolicy = ../p\n',
      p: "measure func=BPRM_CHECK\n",
    };
    const { files: results } = json(write(files), "p");
    expect(results.map(({ path, kernels }) => [path, kernels])).toEqual([
      ["p", ["6.12"]],
      ["boot/digest-cache.conf", ["6.12"]],
    ]);
  });

  it("says what is wrong with settings, and where", () => {
    const root = write({ "imalint.toml": 'kernels = ["6.1"]\nkernel-config = "no"\nlms = "none"\n', p: "measure\n" });
    const { status, stderr, files } = json(root, "p");
    expect(status).toBe(2);
    expect(stderr).toContain('imalint: imalint.toml:3:1: there is no setting "lms"; did you mean "lsm"?\n');
    expect(stderr).toContain("imalint: imalint.toml:2:1: kernel-config: no cannot be read\n");
    expect(files[0]?.kernels).toEqual(["6.1"]);
  });

  it("shows what holds", () => {
    const root = write({ "imalint.toml": 'kernels = ["6.1"]\nlsm = "none"\n', p: "" });
    const { stdout, status } = imalint(["check", "--show-settings", "--kernel", "6.6", "p"], { cwd: root });
    expect(status).toBe(0);
    expect(parse(stdout)).toEqual({ kernels: ["6.6"], lsm: "none" });
    expect(stdout).toMatch(/^kernels = .* # the command line$/m);
    expect(stdout).toMatch(/^lsm = .* # imalint.toml:2$/m);
    expect(imalint(["check", "--show-settings"]).status).toBe(2);
  });
});
