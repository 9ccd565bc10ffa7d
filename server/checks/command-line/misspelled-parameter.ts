import {
  builtInPolicyNames,
  type CommandLine,
  imaParameter,
  imaParameters,
  type Parameter,
} from "../../../grammar/index.js";
import type { Check, Report } from "../check.js";
import { replacement, suggestionFix } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";

/** What becomes of a parameter that the kernel does not know. */
function fateOf({ name, value }: Parameter): string {
  if (name.includes(".")) return "keeps it for a module of that name";
  return `hands it to the first program ${value === undefined ? "as an argument" : "in its environment"}`;
}

/** `name = value` and `name =value`. Returns how many of the words behind the name belong to it. */
function reportBlanks({ parameters, text }: CommandLine, at: number, report: Report): number {
  const [name, equals, value] = parameters.slice(at, at + 3);
  if (name === undefined || equals?.name[0] !== "=") return 0;
  const [last, count] = equals.name === "=" && value !== undefined ? [value, 2] : [equals, 1];
  const span = { start: name.span.start, end: last.span.end };
  const joined =
    text.slice(name.span.start, name.span.end) + (count === 2 ? "=" : "") + text.slice(last.span.start, last.span.end);
  report({
    span,
    message: `IMA gets no ${name.name}: a blank ends a parameter, and without a value this one is not for the kernel.`,
    help: 'There is no blank before or after "=".',
    fixes: [replacement(`Replace with "${shortened(joined)}"`, span, joined)],
  });
  return count;
}

export const check: Check = {
  id: "command-line/misspelled-parameter",
  summary: "a parameter that was meant for IMA and does not reach it",
  severity: "error",
  fixable: true,
  commandLine(line, kernel, report) {
    // Words of three letters are near to too many others.
    const names = imaParameters
      .filter((known) => kernel.speaks(known) && known.name.length > 4)
      .map(({ name }) => name);
    const policies = new Set(builtInPolicyNames.filter((entry) => kernel.knows(entry)).map(({ name }) => name));
    let wantsPolicies = false;
    let taken = -1;
    line.parameters.forEach((parameter, at) => {
      const { name, value, span, nameSpan } = parameter;
      if (at <= taken) return;
      wantsPolicies ||= name === "ima_policy";
      const known = imaParameter(name);
      if (known?.takesValue && value === undefined) {
        const words = reportBlanks(line, at, report);
        taken = at + words;
        if (words === 0)
          report({
            span,
            message: `IMA takes nothing from this: ${known.name} is not a parameter without "=" and a value.`,
            help: `Write ${known.name}=...`,
          });
        return;
      }
      if (known !== undefined) return;
      if (wantsPolicies && value === undefined && policies.has(name)) {
        report({
          span,
          message: `The kernel ${fateOf(parameter)}, and IMA does not see it: a blank ends the value of ima_policy=.`,
          help: `Join the words with "|", or put quotes around all of them.`,
        });
        return;
      }
      const near = /^[iam]/i.test(name) ? suggest(name, names) : undefined;
      if (near === undefined) return;
      report({
        span: nameSpan,
        message: `IMA has no parameter "${shortened(name)}": the kernel ${fateOf(parameter)}.`,
        help: `Did you mean "${near.word}"?`,
        // A mode that takes protection away is not brought about without being asked for.
        fixes: suggestionFix({ ...near, sure: near.sure && near.word !== "ima_appraise" }, nameSpan),
      });
    });
  },
};
