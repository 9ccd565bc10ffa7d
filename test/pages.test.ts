import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { applyFixes, checks, lint } from "../server/index.js";
import { readExamples } from "./page.js";

const folder = fileURLToPath(new URL("../server/checks/", import.meta.url));
const sections = ["## Why it matters", "## How to fix it", "## When to turn it off", "## Sources"];

/** Advice about what a policy is for: pages of other checks do not have to follow all of it in their examples. */
const advice = /^(?:protect|measure)\/|^logic\/(?:redundant-rule|exception-to-nothing|every-hook)$/;

it("every check has a page and every page a check", () => {
  const pages = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((group) =>
      readdirSync(folder + group.name)
        .filter((file) => file.endsWith(".md"))
        .map((file) => `${group.name}/${file.slice(0, -3)}`),
    );
  expect(checks.map((check) => check.id).sort()).toEqual(pages.sort());
});

for (const check of checks)
  describe(check.id, () => {
    const path = `${folder}${check.id}.md`;
    const page = existsSync(path) ? readFileSync(path, "utf8") : "";
    const examples = readExamples(page);

    it("has a complete page", () => {
      expect(page.split("\n")[0]).toBe(`# ${check.id}`);
      for (const section of sections) expect(page).toContain(`\n${section}\n`);
      expect(examples.some((example) => example.kind === "bad")).toBe(true);
      expect(examples.some((example) => example.kind === "good")).toBe(true);
      if (check.fixable) expect(examples.some((example) => example.kind === "fix")).toBe(true);
    });

    examples.forEach((example, at) => {
      const ofText = /^(?:description|command-line)\//.test(check.id);
      const result = () =>
        lint(example.documents, example.options).files.flatMap(({ path, findings }) =>
          findings
            .filter((finding) => finding.check === check.id || !advice.test(finding.check))
            // What becomes of a boot is another matter than how it is written down.
            .filter((finding) => !ofText || !finding.check.startsWith("bootstrap/"))
            .map((finding) => ({ path, finding })),
        );
      if (example.kind === "bad")
        it(`finds the bad example in line ${example.line}`, () => {
          const findings = result();
          expect(findings.map(({ finding }) => finding.check)).toEqual([check.id]);
          const [found] = findings;
          if (example.mark !== undefined)
            expect({
              path: found?.path,
              start: found?.finding.range.start.offset,
              end: found?.finding.range.end.offset,
            }).toEqual(example.mark);
        });
      if (example.kind === "good")
        it(`has nothing to say of the good example in line ${example.line}`, () => {
          expect(result().map(({ finding }) => `${finding.check}: ${finding.message}`)).toEqual([]);
        });
      if (example.kind === "fix")
        it(`fixes the bad example before line ${example.line}`, () => {
          const bad = examples[at - 1];
          expect(bad?.kind).toBe("bad");
          const { files } = lint(bad?.documents ?? [], bad?.options);
          const place = files.find(({ findings }) => findings.some((finding) => finding.check === check.id));
          const fix = place?.findings.find((finding) => finding.check === check.id)?.fixes[0];
          expect(fix).toBeDefined();
          const fixed = (bad?.documents ?? []).map(({ path, text }) =>
            path === place?.path && fix !== undefined ? applyFixes(text, [fix]).text : text,
          );
          expect(fixed).toEqual(example.documents.map(({ text }) => text));
        });
    });
  });
