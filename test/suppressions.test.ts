/** Comments that say which findings are meant. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileResult, Language } from "../server/checks/finding.js";
import { type LintOptions, lint } from "../server/checks/lint.js";
import { suppressEdit } from "../server/checks/suppress-edit.js";

function check(text: string, options: LintOptions = {}, language: Language = "ima-policy"): FileResult {
  const { files } = lint([{ path: "file", text, language }], options);
  return files[0] as FileResult;
}

const ids = ({ findings }: FileResult) => findings.map((finding) => finding.check);
const suppressed = (result: FileResult) => result.suppressed.map((each) => `${each.check}: ${each.reason}`);

const legacy = "measure func=PATH_CHECK mask=MAY_READ\n";

describe("a comment above a rule", () => {
  it("suppresses what is found in the rule, and nothing else", () => {
    const result = check(
      `# imalint-ignore syntax/legacy-name: old  machines\n${legacy}${legacy.replace("READ", "EXEC")}`,
    );
    expect(suppressed(result)).toEqual(["syntax/legacy-name: old  machines"]);
    expect(result.suppressed[0]?.range.start).toMatchObject({ line: 2, column: 14 });
    expect(ids(result)).toContain("syntax/legacy-name");
    expect(ids(result)).not.toContain("suppression/unused");
  });

  it.each([
    ["a group", `# imalint-ignore syntax: why\n${legacy}`],
    ["several", `# imalint-ignore protect, syntax/legacy-name : why\n${legacy}`],
    ["in a block", `# imalint-ignore syntax/legacy-name: why\n# more\n  # and more\n${legacy}`],
    ["indented", `\t#imalint-ignore syntax/legacy-name:why\n  ${legacy}`],
    ["for the file", `# imalint-ignore-file syntax/legacy-name: why\n\n# more\n\ndont_measure fsmagic=0x1\n${legacy}`],
    ["with carriage return", `# imalint-ignore syntax/legacy-name: why\r\n${legacy}`],
  ])("%s", (_, text) => {
    const result = check(text);
    expect(suppressed(result)).toEqual(["syntax/legacy-name: why"]);
  });

  it.each([
    ["another check", `# imalint-ignore syntax/unknown-word: why\n${legacy}`, "suppression/unused"],
    ["an empty line between", `# imalint-ignore syntax/legacy-name: why\n\n${legacy}`, "suppression/unused"],
    ["behind the rule", `${legacy}# imalint-ignore syntax/legacy-name: why\n`, "suppression/unused"],
    ["for the file, late", `${legacy}# imalint-ignore-file syntax/legacy-name: why\n`, "suppression/unused"],
    ["no reason", `# imalint-ignore syntax/legacy-name\n${legacy}`, "suppression/no-reason"],
    ["an empty reason", `# imalint-ignore syntax/legacy-name:  \n${legacy}`, "suppression/no-reason"],
    ["another case", `# imalint-ignore Syntax: why\n${legacy}`, "suppression/unknown-check"],
    ["no name", `# imalint-ignore: why\n${legacy}`, "suppression/unknown-check"],
    ["itself", `# imalint-ignore suppression/unused: why\n${legacy}`, "suppression/unknown-check"],
  ])("not: %s", (_, text, problem) => {
    const result = check(text);
    expect(suppressed(result)).toEqual([]);
    expect(ids(result)).toEqual(expect.arrayContaining(["syntax/legacy-name", problem]));
  });

  it("is no such comment with other words", () => {
    for (const text of ["# imalint-ignored syntax: x", "# see imalint-ignore syntax: x", "## imalint-ignore a: x"])
      expect(ids(check(`${text}\n${legacy}`)).filter((id) => id.startsWith("suppression/"))).toEqual([]);
  });

  it("suppresses what makes kernels refuse a policy", () => {
    const text = "# imalint-ignore syntax/unknown-word: a kernel of our own\nmeasure path=/a\n";
    const result = lint([{ path: "file", text }]);
    expect(result.summary).toMatchObject({ error: 0, rejected: 0 });
    expect(result.files[0]?.suppressed).toHaveLength(1);
  });

  it("does not suppress what is about the file", () => {
    const of = (command: string) => check(`# ${command} syntax/missing-final-newline: why\nmeasure func=BPRM_CHECK`);
    expect(suppressed(of("imalint-ignore"))).toEqual([]);
    expect(suppressed(of("imalint-ignore-file"))).toEqual(["syntax/missing-final-newline: why"]);
  });
});

describe("what is not needed", () => {
  const unused = (text: string, options: LintOptions = {}) =>
    check(text, options).findings.filter((finding) => finding.check === "suppression/unused");

  it("is told only of checks that were run", () => {
    const comment = "# imalint-ignore protect/hash-accepted: why\n";
    expect(unused(`${comment}measure func=BPRM_CHECK\n`)).toHaveLength(1);
    expect(unused(`${comment}measure func=BPRM_CHECK\n`, { checks: { "protect/hash-accepted": "off" } })).toEqual([]);
    // Refused: what it leaves out is not looked for.
    expect(unused(`${comment}measure func=BPRM_CHECK nonsense\n`)).toEqual([]);
    expect(unused("# imalint-ignore bootstrap/parser-absent: why\nmeasure func=BPRM_CHECK\n")).toEqual([]);
  });

  it("is told when some kernels need it and others do not", () => {
    const text = "# imalint-ignore syntax/trailing-comment: why\nmeasure func=BPRM_CHECK # x\n";
    expect(unused(text, { kernels: ["6.12", "7.2"] })).toEqual([]);
    expect(unused(text, { kernels: ["7.2"] })).toHaveLength(1);
  });

  it("is told of the second of two", () => {
    const comment = "# imalint-ignore syntax/legacy-name: why\n";
    expect(unused(comment + comment + legacy).map(({ range }) => range.start.line)).toEqual([2]);
  });
});

describe("in a digest-cache.conf", () => {
  const conf = (text: string) => check(text, {}, "digest-cache");

  it("covers a setting with all of its lines", () => {
    const text = "[kernel]\n; imalint-ignore description/unknown-key: later\nverson = \\\n  6.12\n";
    expect(suppressed(conf(text))).toEqual(["description/unknown-key: later"]);
  });

  it("for the file stands before the first section", () => {
    const comment = "# imalint-ignore-file description: later\n";
    expect(suppressed(conf(`${comment}[kernel]\nverson = 1\n[x]\n`)).length).toBeGreaterThan(1);
    expect(suppressed(conf(`[kernel]\n${comment}verson = 1\n`))).toEqual([]);
  });

  it("is not looked for in indented lines", () => {
    expect(suppressed(conf("[kernel]\n # imalint-ignore description: later\nverson = 1\n"))).toEqual([]);
  });
});

describe("the edit", () => {
  const apply = (text: string, of: string, reason = "why", language: Language = "ima-policy") => {
    const finding = check(text, {}, language).findings.find((each) => each.check === of);
    if (finding === undefined) throw new Error(`${of} is not found`);
    const edit = suppressEdit(text, language, finding, reason);
    return edit && text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
  };

  it("puts a comment above the rule", () => {
    expect(apply(`# first\n  ${legacy}`, "syntax/legacy-name")).toBe(
      `# first\n  # imalint-ignore syntax/legacy-name: why\n  ${legacy}`,
    );
  });

  it("adds a name to one with the same reason", () => {
    const text = `# imalint-ignore syntax/unknown-word: why\n${legacy}`;
    expect(apply(text, "syntax/legacy-name")).toBe(text.replace("word:", "word, syntax/legacy-name:"));
    expect(apply(text, "syntax/legacy-name", "other")).toBe(
      `# imalint-ignore syntax/unknown-word: why\n# imalint-ignore syntax/legacy-name: other\n${legacy}`,
    );
  });

  it("goes to the top for what is about the file", () => {
    expect(apply("measure func=BPRM_CHECK", "syntax/missing-final-newline")).toBe(
      "# imalint-ignore-file syntax/missing-final-newline: why\nmeasure func=BPRM_CHECK",
    );
    expect(apply("", "syntax/no-rules")).toBe("# imalint-ignore-file syntax/no-rules: why\n");
  });

  it("cannot suppress other comments, or give no reason", () => {
    expect(apply(`# imalint-ignore syntax/legacy-name\n${legacy}`, "suppression/no-reason")).toBeUndefined();
    expect(apply(legacy, "syntax/legacy-name", " ")).toBeUndefined();
  });

  it("stands above the first line of a setting", () => {
    expect(apply("[kernel]\nversion = \\\n 1.0\n", "description/wrong-value", "why", "digest-cache")).toBe(
      "[kernel]\n# imalint-ignore description/wrong-value: why\nversion = \\\n 1.0\n",
    );
  });

  it("suppresses the finding, whatever the text", () => {
    const piece = fc.constantFrom(
      legacy,
      `  ${legacy}`,
      "measure uid=x\n",
      "measure\r\n",
      "\n",
      "# c\n",
      "# imalint-ignore syntax/legacy-name: why\n",
      "# imalint-ignore syntax: other\n",
      "appraise",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), (pieces, at) => {
        const text = pieces.join("");
        const { findings } = check(text);
        const finding = findings[at % Math.max(1, findings.length)];
        const edit = finding && suppressEdit(text, "ima-policy", finding, "why");
        if (finding === undefined || edit === undefined) return;
        const after = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
        const line = finding.range.start.line + (edit.newText.endsWith("\n") ? 1 : 0);
        const result = check(after);
        expect(result.suppressed.map((each) => `${each.check} ${each.range.start.line}`)).toContain(
          `${finding.check} ${finding.range.start.offset === 0 && finding.range.end.offset === 0 ? 1 : line}`,
        );
      }),
      { numRuns: 500 },
    );
  });
});

it("takes any text", () => {
  const text = `${"# imalint-ignore syntax/legacy-name, protect, x: y\n".repeat(5000)}${"a \\\n".repeat(5000)}`;
  for (const language of ["ima-policy", "digest-cache"] as const)
    expect(() => check(`${text}\n${text}`, {}, language)).not.toThrow();
  expect(() => check(`# imalint-ignore ${"syntax/legacy-name ".repeat(50_000)}: y\n${legacy}`)).not.toThrow();
});
