import type { Span } from "../../../grammar/index.js";
import type { Check, Edit } from "../check.js";
import type { SuppressedName, Suppression } from "../suppressions.js";

const mostNames = 5;

/** Names as a list, of which no more than a few are told. */
function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  return names.slice(0, mostNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function withoutComment({ start, end }: Span, text: string): Edit {
  const lineEnd = text.indexOf("\n", end);
  return {
    span: { start: text.lastIndexOf("\n", start - 1) + 1, end: lineEnd === -1 ? text.length : lineEnd + 1 },
    newText: "",
  };
}

function withoutNames({ names }: Suppression, unused: readonly SuppressedName[]): Edit {
  const start = names[0]?.span.start ?? 0;
  const end = names.at(-1)?.span.end ?? start;
  const needless = new Set(unused);
  const newText = names.filter((name) => !needless.has(name)).map(({ text }) => text);
  return { span: { start, end }, newText: newText.join(", ") };
}

/** Why a comment is for nothing because of where it stands. */
function misplaced({ scope, lines }: Suppression, isBoot: boolean): { message: string; help: string } | undefined {
  if (lines !== undefined) return undefined;
  const rule = isBoot ? "setting or section" : "rule";
  if (scope === "rule")
    return {
      message: `The comment suppresses nothing: it does not stand directly above a ${rule}.`,
      help: `Put it above the ${rule}, without an empty line between them; for all of the file write imalint-ignore-file.`,
    };
  const first = isBoot ? "first section" : "first rule";
  return {
    message: `The comment suppresses nothing: imalint-ignore-file counts before the ${first} only.`,
    help: `Move it to the top of the file, or write imalint-ignore for the ${rule} below it.`,
  };
}

export const check: Check = {
  id: "suppression/unused",
  summary: "a comment that suppresses nothing",
  severity: "info",
  fixable: true,
  suppression({ suppression, unused, text, language }, report) {
    const { span, names, reason, scope } = suppression;
    const isBoot = language === "digest-cache";
    // What is wrong with it otherwise is told by the other checks.
    if (reason === "" || !names.some(({ isKnown }) => isKnown)) return;
    const wrongPlace = misplaced(suppression, isBoot);
    if (wrongPlace !== undefined) {
      report({ span, ...wrongPlace });
      return;
    }
    const [first] = unused;
    if (first === undefined) return;
    const all = unused.length === names.length;
    const what = listed(unused.map((name) => name.text));
    report({
      span: all ? span : first.span,
      message: `The comment is not needed for ${what}: nothing of the kind is found in ${scope === "file" ? "this file" : isBoot ? "what stands below it" : "the rule below it"}.`,
      help: all ? "Take the comment out." : `Take ${what} out of it.`,
      fixes: [
        all
          ? { title: "Remove the comment", safe: true, edits: [withoutComment(span, text)] }
          : { title: `Remove ${what}`, safe: true, edits: [withoutNames(suppression, unused)] },
      ],
    });
  },
};
