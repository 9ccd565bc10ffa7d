import {
  appraiseTypes,
  type Dialect,
  hashAlgorithms,
  isIn,
  type Lifetime,
  type Span,
  type Term,
  templateByText,
  templates,
  valueSpan,
} from "../../../grammar/index.js";
import { type Check, type RuleContext, refused } from "../check.js";
import { algorithmItems } from "../syntax/unknown-algorithm.js";
import { hasStrayCharacter } from "../words.js";

interface Word extends Lifetime {
  readonly dialects?: readonly Dialect[];
}

/** The table entries that a term names, with what to call them and where they stand. */
function* named(
  term: Term,
  { kernel }: RuleContext,
): Generator<{ entry: Word; name: string; span: Span; instead?: string | undefined }> {
  const { word, action, key } = term;
  if (action !== undefined) yield { entry: action, name: word.key, span: word };
  if (key === undefined || term.fault !== undefined || !kernel.speaks(key)) return;
  yield { entry: key, name: key.operators === "" ? key.name : `${key.name}=`, span: word };
  const { value } = word;
  const span = valueSpan(term);
  const hook = key.value === "hook" ? kernel.hook(value) : undefined;
  if (hook !== undefined) yield { entry: hook, name: `func=${value}`, span };
  const type = key.value === "appraise-type" ? appraiseTypes.find((entry) => entry.name === value) : undefined;
  if (type !== undefined) yield { entry: type, name: `appraise_type=${value}`, span };
  const template = key.value === "template" ? templateByText(value) : undefined;
  if (template !== undefined) {
    const known = templates.filter((entry) => kernel.knows(entry)).map((entry) => entry.name);
    yield { entry: template, name: `template=${value}`, span, instead: `Older kernels have ${known.join(", ")}.` };
  }
  if (key.value === "algorithms")
    for (const item of algorithmItems(term)) {
      const algorithm = hashAlgorithms.find((entry) => entry.name === item.name);
      if (algorithm !== undefined)
        yield {
          entry: algorithm,
          name: item.name,
          span: item.span,
          instead: algorithm.renamedTo === undefined ? undefined : `Later kernels call it ${algorithm.renamedTo}.`,
        };
    }
}

export const check: Check = {
  id: "kernel/newer-than-target",
  summary: "a word that the target kernel does not have yet, or no longer has",
  severity: "error",
  rule(rule, context, report) {
    for (const term of rule.terms) {
      if (hasStrayCharacter(term.word)) continue;
      for (const { entry, name, span, instead } of named(term, context)) {
        if (isIn(context.kernel.version, entry)) continue;
        const over = entry.until !== undefined && isIn(context.kernel.version, { since: entry.until });
        report({
          span,
          message: refused(
            over
              ? `it knew ${name} up to Linux ${entry.until} only.`
              : `it knows ${name} from Linux ${entry.since} on.`,
          ),
          help:
            instead ??
            (over
              ? undefined
              : "Take the rule out of the policy for older kernels: one refused rule makes them refuse the whole policy."),
          rejects: true,
        });
        // What does not exist cannot have a wrong value.
        break;
      }
    }
  },
};
