import { type BootFile, type Fault, sections } from "../../../grammar/index.js";
import { type Check, either, type Fix, type Problem } from "../check.js";
import { replacement } from "../edits.js";

const homesOf = (key: string) =>
  sections.filter(({ keys }) => keys.some(({ name }) => name === key)).map(({ kind }) => `[${kind}]`);

/** `key: value` and `key value`, as other languages have it. */
const otherSetting = /^([a-z-]+)(?:[ \t]*:[ \t]*|[ \t]+)([^ \t].*)$/;

function startOfLine({ line: { start } }: Fault, text: string): number {
  return start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
}

function insertion(title: string, at: number, newText: string): Fix {
  return replacement(title, { start: at, end: at }, newText);
}

function describe(fault: Fault, file: BootFile): Omit<Problem, "span"> {
  const { span } = fault;
  const found = file.text.slice(span.start, span.end);
  switch (fault.kind) {
    case "no-section": {
      const homes = homesOf(/^[^ \t=]*/.exec(found)?.[0] ?? "");
      return {
        message: "This setting is in no section, so it is not used.",
        help: `Write the header of its section above it${homes.length > 0 ? `: ${either(homes)}` : ", such as [kernel]"}.`,
      };
    }
    case "no-equals": {
      const [, key = "", value = ""] = otherSetting.exec(found) ?? [];
      const fixed = `${key} = ${value}`;
      return {
        message: 'This line is not used: it is neither a section, nor a setting with "=", nor a comment.',
        help: "A setting is KEY = VALUE; a comment begins with # or ; in the first column; a line that goes on ends with \\.",
        fixes: homesOf(key).length > 0 ? [replacement(`Replace with "${fixed.slice(0, 60)}"`, span, fixed)] : [],
      };
    }
    case "no-key":
      return {
        message: 'This line is not used: there is no key before the "=".',
        help: "A setting is KEY = VALUE.",
      };
    case "indented-comment":
      return {
        message: "This line is not a comment, because blanks are before it, and nothing else either; it is not used.",
        help: "A comment begins in the first column.",
        fixes: [replacement("Remove the blanks", { start: startOfLine(fault, file.text), end: span.start }, "")],
      };
    case "unclosed-header":
      return {
        severity: "warning",
        message: 'The header has no "]" at its end; imalint takes it as if it had.',
        help: 'A header is [SECTION] or [SECTION "NAME"].',
        fixes: [insertion('Add "]"', span.end, "]")],
      };
    case "unclosed-quote": {
      const inHeader = file.text[fault.line.start] === "[" && found.endsWith("]");
      return {
        severity: "warning",
        message: "The quote is not closed; imalint takes it to reach to the end of the line.",
        help: "Close it, or remove it: only what has blanks in it needs quotes.",
        fixes: [insertion("Close the quote", span.end - (inHeader ? 1 : 0), '"')],
      };
    }
    case "several-names":
      return {
        message: "A section has one name, so this is not used.",
        help: "Put a name with blanks in it in quotes.",
      };
    case "text-after-header":
      return {
        message: "What is behind the header is not used.",
        help: "A comment is a line of its own, and so is a setting.",
        fixes: [{ title: "Put it on a line of its own", safe: true, edits: ownLine(fault, file.text) }],
      };
  }
}

/** A comment goes above the header, a setting below it. */
function ownLine(fault: Fault, text: string) {
  const { span } = fault;
  const rest = text.slice(span.start, span.end);
  if (!/^[#;]/.test(rest)) return [{ span: { start: span.start, end: span.start }, newText: "\n" }];
  const start = startOfLine(fault, text);
  return [
    { span: { start, end: start }, newText: `${rest}\n` },
    { span, newText: "" },
  ];
}

export const check: Check = {
  id: "description/malformed-line",
  summary: "a line of digest-cache.conf that is no section, setting or comment",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const fault of file.faults) report({ span: fault.span, ...describe(fault, file) });
  },
};
