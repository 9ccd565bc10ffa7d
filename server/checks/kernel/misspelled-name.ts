import { criticalDataLabels, keyrings, type Term, valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

/** The known name that a name differs from in a way that people slip on. */
function meant(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const plain = name.replace(/^%:/, "").replace(/["']/g, "").toLowerCase();
  return known.find((candidate) => candidate.toLowerCase() === plain || candidate.toLowerCase() === `.${plain}`);
}

function looksWrong(name: string): string | undefined {
  if (/["']/.test(name)) return "the quotes are a part of the name";
  if (name.startsWith("%:")) return "%: is how keyctl writes names, and a part of the name here";
  if (name.includes(",")) return "the comma is a part of the name; names are separated by |";
  return undefined;
}

/** A type or role of SELinux; nothing else resolves these conditions. */
const seLinuxName = /^[A-Za-z][A-Za-z0-9_.-]*$/;

function checkNames(term: Term, known: readonly string[]) {
  const { value, key } = term.word;
  const names = value
    .replace(/["']/g, "")
    .split(/[|,]/)
    .map((name) => name.replace(/^%:/, ""));
  const wrong = value
    .split("|")
    .map((name) => looksWrong(name))
    .find((reason) => reason !== undefined);
  const slips = names.filter((name) => meant(name, known) !== undefined);
  if (wrong === undefined && slips.length === 0) return undefined;
  const fixed = names.map((name) => meant(name, known) ?? name).join("|");
  return {
    reason:
      wrong ??
      `${slips.map((name) => `"${name}"`).join(" and ")} ${slips.length > 1 ? "are" : "is"} no name that the kernel itself uses`,
    fixed: `${key}=${fixed}`,
    text: fixed,
  };
}

export const check: Check = {
  id: "kernel/misspelled-name",
  summary: "a name that the kernel takes without looking and that can match nothing",
  severity: "warning",
  fixable: true,
  term: {
    keys: ["keyrings", "label", "fsname", "subj_type", "subj_role", "obj_type", "obj_role"],
    run(term, _rule, { lsm, lsmLabels }, report) {
      const { key, value } = term.word;
      if (value.split("|").includes("") && (key === "keyrings" || key === "label")) return;
      const span = valueSpan(term);
      if (key === "keyrings" || key === "label") {
        const known = key === "keyrings" ? keyrings : criticalDataLabels.map((label) => label.name);
        const found = checkNames(term, known);
        if (found !== undefined)
          report({
            span,
            message: `The kernel compares names letter by letter: ${found.reason}.`,
            help: `Write ${found.fixed}.`,
            fixes: [replacement(`Write ${found.fixed}`, span, found.text, false)],
          });
        return;
      }
      if (key === "fsname") {
        if (!/["',]/.test(value)) return;
        const plain = value.replace(/["']/g, "");
        const single = !plain.includes(",");
        report({
          span,
          message: `The kernel compares the name of the file system type letter by letter, and no type is called ${value}.`,
          help: single ? `Write fsname=${plain}.` : "fsname= names one type. Write a rule for each.",
          fixes: single ? [replacement(`Write fsname=${plain}`, span, plain, false)] : [],
        });
        return;
      }
      // With a known list of labels, or none at all, the rule is refused and reported as such.
      if (lsmLabels !== undefined || (lsm !== undefined && lsm !== "selinux") || key === "subj_role") return;
      if (seLinuxName.test(value)) return;
      report({
        span,
        message: `No SELinux ${key.slice(key.indexOf("_") + 1)} can have the name ${value}, so the kernel will refuse the rule when it is loaded.`,
        help: "Write one name, without quotes, commas or the other parts of the label.",
        assumptions: ["SELinux is the active security module"],
      });
    },
  },
};
