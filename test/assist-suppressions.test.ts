/** Completion in comments that suppress findings. */

import { expect, it } from "vitest";
import { features, subjectOf } from "../server/assist/index.js";
import { lint } from "../server/checks/lint.js";

const rules = "measure func=BPRM_CHECK\nmeasure func=BPRM_CHECK\n";

function offered(comment: string, path = "ima-policy") {
  const at = comment.indexOf("|");
  const text = `${comment.replace("|", "")}\n${rules}`;
  const language = path === "ima-policy" ? "ima-policy" : "digest-cache";
  const document = { path, text, language } as const;
  const [result] = lint([document]).files;
  const subject = subjectOf(document, [document], {}, result);
  const found = features[language].completions?.(subject, at) ?? [];
  const sorted = [...found].sort((a, b) => (a.sort + a.label < b.sort + b.label ? -1 : 1));
  return sorted.map(({ label, insert, replace: { start, end } }) => ({
    label,
    line: (text.slice(0, start) + insert + text.slice(end)).split("\n")[0],
  }));
}

it("offers the checks of what was found first", () => {
  expect(offered("# imalint-ignore |")[0]).toEqual({
    label: "logic/duplicate-rule",
    line: "# imalint-ignore logic/duplicate-rule",
  });
});

it("replaces all of the name, and no other", () => {
  const [first] = offered("# imalint-ignore kernel/newer-than-target, log|icx/y: meant so");
  expect(first?.line).toBe("# imalint-ignore kernel/newer-than-target, logic/duplicate-rule: meant so");
});

it("offers no check twice, and none of those that are about comments", () => {
  const labels = offered("# imalint-ignore-file logic/duplicate-rule |").map(({ label }) => label);
  expect(labels).toContain("logic/unreachable-rule");
  expect(labels).not.toContain("logic/duplicate-rule");
  expect(labels.filter((label) => label.startsWith("suppression/"))).toEqual([]);
});

it("offers the words of the comment when they are begun", () => {
  expect(offered("# ima|").map(({ line }) => line)).toEqual(["# imalint-ignore ", "# imalint-ignore-file "]);
  expect(offered("; ima|", "digest-cache.conf")).toHaveLength(2);
});

it("has nothing to say in other comments, nor in reasons", () => {
  expect(offered("# measure |")).toEqual([]);
  expect(offered("# imalint-ignore logic/duplicate-rule: |")).toEqual([]);
});
