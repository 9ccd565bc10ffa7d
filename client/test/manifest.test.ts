/** The manifest agrees with the code, with the files that there are, and with what the command line prints. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { newestKernel, normalizeVersion, studiedKernels } from "../../grammar/index.js";
import rootManifest from "../../package.json" with { type: "json" };
import { tokenModifiers, tokenTypes } from "../../server/assist/features.js";
import { languageOf } from "../../server/checks/language.js";
import { lint } from "../../server/checks/lint.js";
import { textReport } from "../../server/report/text.js";
import { editorName, settingSpecs } from "../../server/settings/schema.js";
import manifest from "../package.json" with { type: "json" };
import { commands } from "../src/commands/index.js";
import { kernels } from "../src/kernels.js";
import { languageIds } from "../src/languages.js";
import { settingNames } from "../src/settings.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

const { contributes } = manifest;
const client = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(client + path, "utf8");
const declared = contributes.commands.map(({ command }) => command);

it("declares the commands that there are", () => {
  expect([...declared].sort()).toEqual(Object.keys(commands).sort());
});

it("shows only commands that it declares", () => {
  const shown = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  const linked = [...JSON.stringify(contributes.walkthroughs).matchAll(/(?:command|onCommand):(imalint\.\w+)/g)];
  const used = [...shown, ...linked.map((match) => match[1] ?? "")];
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((command) => !declared.includes(command))).toEqual([]);
});

it("shows commands only where they do something", () => {
  for (const [menu, entries] of Object.entries(contributes.menus))
    for (const { command, when } of entries) {
      expect(when, `${menu} ${command}`).toContain("LangId == '");
      for (const [, id] of when.matchAll(/LangId == '([^']+)'/g)) expect(languageIds).toContain(id);
    }
});

it("names files that there are, and ships them", () => {
  const paths = [
    ...JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:languages|syntaxes|snippets|walkthrough)\/[^"]+|icon\.png)"/g),
  ].map((match) => match[1] ?? "");
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(client + path))).toEqual([]);
  const shipped = read(".vscodeignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1).replace(/\*.*$/, ""));
  const all = [...paths, manifest.main.slice(2), manifest.browser.slice(2)];
  expect(all.filter((path) => !shipped.some((start) => path.startsWith(start)))).toEqual([]);
});

it("has the version of the command line", () => {
  expect(manifest.version).toBe(rootManifest.version);
});

it("has the settings that are read, and explains them", () => {
  const settings = Object.entries(contributes.configuration.properties);
  const names = settings.map(([name]) => name);
  expect(names).toEqual(settingNames.map((name) => `imalint.${name}`));
  for (const [name, { markdownDescription, default: usual }] of settings) {
    expect(markdownDescription.length, name).toBeGreaterThan(20);
    expect(read("README.md")).toMatch(
      new RegExp(`\\| \`${name.replace(".", "\\.")}\` +\\| \`${JSON.stringify(usual).replace(/[[\]{}]/g, "\\$&")}\``),
    );
  }
  for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) expect(names).toContain(name);
});

it("has what can be set in imalint.toml", () => {
  const properties: Record<string, { readonly order: number; readonly enum?: readonly unknown[] }> =
    contributes.configuration.properties;
  for (const { name, ofFiles, choices, type } of settingSpecs) {
    if (ofFiles) continue;
    const setting = properties[`imalint.${editorName(name)}`];
    expect(setting, name).toBeDefined();
    if (type === "choice") expect((setting?.enum ?? []).filter((value) => value !== null)).toEqual(choices);
  }
});

it("offers the kernels that are known", () => {
  expect(kernels.at(-1)).toBe(newestKernel);
  expect(kernels).toEqual(expect.arrayContaining([...studiedKernels]));
  expect(kernels.filter((kernel) => normalizeVersion(kernel) !== kernel)).toEqual([]);
  expect(new Set(kernels).size).toBe(kernels.length);
});

it("says what semantic tokens look like without a theme that knows them", () => {
  for (const { language, scopes } of contributes.semanticTokenScopes) {
    expect(languageIds).toContain(language);
    for (const [selector, names] of Object.entries(scopes)) {
      const [type = "", ...modifiers] = selector.split(".");
      expect(["*", ...tokenTypes]).toContain(type);
      for (const modifier of modifiers) expect(tokenModifiers).toContain(modifier);
      for (const name of names) expect(name.endsWith(`.${language}`), name).toBe(true);
    }
  }
  const standard = ["deprecated", "declaration"];
  const own = contributes.semanticTokenModifiers.map(({ id }) => id);
  expect([...standard, ...own].sort()).toEqual([...tokenModifiers].sort());
});

/** A file name pattern of the editor: without a slash for the last part of a path, with one for all of it. */
function patternMatches(pattern: string, path: string): boolean {
  const text = pattern
    .replace(/[.+^$()|[\]\\]/g, "\\$&")
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(",", "|")})`)
    .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"));
  return new RegExp(`^${text}$`).test(pattern.includes("/") ? path : (path.split("/").at(-1) ?? ""));
}

function languageByName(path: string): string | undefined {
  const name = path.split("/").at(-1) ?? "";
  return contributes.languages.find(
    ({ filenames, extensions, filenamePatterns }) =>
      filenames.includes(name) ||
      extensions?.some((extension) => name.endsWith(extension)) ||
      filenamePatterns?.some((pattern) => patternMatches(pattern, path)),
  )?.id;
}

it.each([
  ["/etc/ima/ima-policy", "ima-policy"],
  ["/etc/ima/custom", "ima-policy"],
  ["/w/ima_policy", "ima-policy"],
  ["/w/dracut/98integrity/ima-policy", "ima-policy"],
  ["/w/server-ima-policy", "ima-policy"],
  ["/w/server-ima-policy.conf", "ima-policy"],
  ["/w/a.ima-policy", "ima-policy"],
  ["/w/ima-policy.rpmnew", "ima-policy"],
  ["/w/digest-cache.conf", "digest-cache"],
  ["/w/web.digest-cache.conf", "digest-cache"],
  ["/w/boot/cmdline", "kernel-command-line"],
  ["/w/boot/a.cmdline", "kernel-command-line"],
  ["/w/org.example.policy", undefined],
  ["/w/selinux.policy", undefined],
  ["/w/ima-policy.md", undefined],
  ["/w/ima-policy.c", undefined],
  ["/w/ima-policy-notes.txt", undefined],
  ["/w/my-digest-cache.conf.md", undefined],
  ["/w/ima/readme", undefined],
  ["/w/policy", undefined],
  ["/w/cmdline.c", undefined],
])("takes %s for %s", (path, language) => {
  expect(languageByName(path)).toBe(language);
  // The server tells the language from the name too, when it meets the file otherwise.
  if (language !== undefined) expect(languageOf({ path })).toBe(language);
});

it.each([
  ["# IMA policy of the web servers", true],
  ["## ima-policy", true],
  ["dont_measure fsmagic=0x9fa0", true],
  ["  appraise func=BPRM_CHECK appraise_type=imasig", true],
  ["measure euid>0", true],
  ["#!/bin/sh", false],
  ["# A policy for polkit", false],
  ["measure twice, cut once", false],
  ["hash = sha256", false],
  ["audit", false],
])("first line %s: %s", (line, isPolicy) => {
  const firstLine = contributes.languages.find(({ id }) => id === "ima-policy")?.firstLine ?? "(?!)";
  expect(new RegExp(firstLine).test(line)).toBe(isPolicy);
});

it("matches the problems that the command line prints", () => {
  const text = "measure func=FILE_CHEK\nappraise func=MODULE_CHECK digest_cache=data\n";
  const result = lint([{ path: "etc/ima policy", text }]);
  const plain = (value: string) => value;
  const colors = { bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain, green: plain };
  const report = textReport(result, new Map([["etc/ima policy", text]]), { colors, width: 80, quiet: false });
  const [pattern] = contributes.problemPatterns;
  const { severity, code, file, line, column } = pattern ?? { severity: 0, code: 0, file: 0, line: 0, column: 0 };
  const matches = report.split("\n").flatMap((row) => {
    const match = new RegExp(pattern?.regexp ?? "(?!)").exec(row);
    return match === null ? [] : [[severity, code, file, line, column].map((group) => match[group])];
  });
  const findings = result.files.flatMap(({ path, findings: found }) =>
    found.map(({ severity: level, check, range }) => [
      level,
      check,
      path,
      `${range.start.line}`,
      `${range.start.column}`,
    ]),
  );
  expect(findings.length).toBeGreaterThan(0);
  expect(matches).toEqual(findings);
});

it("uses nothing of the server but the words of its protocol", () => {
  const files = readdirSync(`${client}src`, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(15);
  const outside = files.flatMap((file) =>
    [...read(`src/${file}`).matchAll(/from "([^"]+)"/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !target.startsWith(".") || /\b(?:grammar|server)\//.test(target))
      .filter((target) => !target.endsWith("server/lsp/protocol.js")),
  );
  expect([...new Set(outside)].sort()).toEqual([
    "vscode",
    "vscode-languageclient",
    "vscode-languageclient/browser",
    "vscode-languageclient/node",
  ]);
});
