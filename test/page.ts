/**
 * Pages of checks: their examples are tests.
 *
 * A fenced block whose info string begins with `policy`, or with another language of documents, is an example:
 *
 *     ```policy bad kernel=6.12
 *     measure func=BPRM_CHECK path=/bin/ls
 *     #                       ^^^^^^^^^^^^
 *     ```
 *
 * bad: gives one finding, of this check, at the marked place. good: gives none. Advice of other checks (what a policy
 * leaves out or could leave out) does not count. fix: what the first fix of the bad block before it makes. Words
 * behind it are options of lint(): kernel=A,B dialect=D loader=L lsm=M labels=A,B config=CONFIG_X=n; `escapes` turns
 * \r, \0, \t and \uXXXX into what they stand for; padded=N puts a word of N letters first; `no-newline` leaves the
 * last line feed out. A comment of carets alone marks a place in the line before it, and is taken out.
 *
 * A block of `boot` holds several files: a digest-cache.conf, and behind each line `--- NAME` the one of that name.
 */

import type { Dialect, Document, Language, LintOptions, Loader, Lsm } from "../server/index.js";

const fence = /^```(policy|kernel-command-line|digest-cache|boot) (.*)$/;

export interface Example {
  readonly kind: "bad" | "good" | "fix";
  readonly documents: readonly Document[];
  /** The marked place, by offsets in its file. */
  readonly mark?: { readonly path: string; readonly start: number; readonly end: number };
  readonly options: LintOptions;
  /** Line of the fence in the page, from 1. */
  readonly line: number;
}

export function readExamples(page: string): Example[] {
  const examples: Example[] = [];
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const [, name, info] = fence.exec(lines[at] ?? "") ?? [];
    if (name === undefined || info === undefined) continue;
    const line = at + 1;
    const content: string[] = [];
    for (at++; at < lines.length && lines[at] !== "```"; at++) content.push(lines[at] ?? "");
    examples.push(readExample(name, info.trim().split(/\s+/), content, line));
  }
  return examples;
}

/** What a block is the content of, when it does not say so. */
const first: Readonly<Record<string, { readonly path: string; readonly language: Language }>> = {
  policy: { path: "policy", language: "ima-policy" },
  "kernel-command-line": { path: "cmdline", language: "kernel-command-line" },
  "digest-cache": { path: "digest-cache.conf", language: "digest-cache" },
  boot: { path: "digest-cache.conf", language: "digest-cache" },
};

function readExample(name: string, [kind, ...words]: string[], content: string[], line: number): Example {
  if (kind !== "bad" && kind !== "good" && kind !== "fix") throw new Error(`line ${line}: unknown kind ${kind}`);
  const documents: { path: string; language?: Language; text: string }[] = [
    { ...(first[name] as { path: string; language: Language }), text: "" },
  ];
  let mark: Example["mark"];
  let lastLine = 0;
  for (const row of content) {
    const current = documents.at(-1) as { path: string; text: string };
    const header = name === "boot" ? /^--- (\S+)$/.exec(row)?.[1] : undefined;
    if (header !== undefined) {
      documents.push({ path: header, text: "" });
      continue;
    }
    const carets = /^#( *)(\^+)$/.exec(row);
    if (carets) {
      // With no blank between, the # marks the first column itself.
      const start = lastLine + (carets[1] === "" ? 0 : 1 + (carets[1]?.length ?? 0));
      mark = { path: current.path, start, end: lastLine + row.length };
      continue;
    }
    lastLine = current.text.length;
    current.text += `${row}\n`;
  }
  const change = (how: (text: string) => string) => {
    for (const document of documents) document.text = how(document.text);
  };
  const options: { -readonly [K in keyof LintOptions]: LintOptions[K] } = {};
  const config: Record<string, string> = {};
  for (const word of words) {
    const [key = "", value = ""] = word.split(/=(.*)/s);
    if (key === "kernel") options.kernels = value.split(",");
    else if (key === "dialect") options.dialect = value as Dialect;
    else if (key === "loader") options.loader = value as Loader;
    else if (key === "lsm") options.lsm = value as Lsm;
    else if (key === "labels") options.lsmLabels = value.split(",");
    else if (key === "config") {
      const [option = "", setting = ""] = value.split("=");
      config[option] = setting;
    } else if (key === "no-newline") change((text) => text.slice(0, -1));
    else if (key === "padded") change((text) => `${"x".repeat(Number(value))} ${text}`);
    else if (key === "escapes")
      change((text) =>
        text.replace(/\\(?:u([0-9a-f]{4})|([rt0]))/g, (_, code?: string, letter?: string) =>
          code === undefined
            ? ({ r: "\r", t: "\t", "0": "\0" }[letter ?? ""] ?? "")
            : String.fromCharCode(Number.parseInt(code, 16)),
        ),
      );
    else throw new Error(`line ${line}: unknown word ${word}`);
  }
  if (Object.keys(config).length > 0) options.kernelConfig = config;
  return { kind, documents, options, line, ...(mark === undefined ? {} : { mark }) };
}
