/** Actions, keys and whole rules that can be proposed. */

import { actions, groupRules, hookOf, type Key, keys, parsePolicy } from "../../../grammar/index.js";
import type { Completion } from "../features.js";
import { type Completer, order, ways } from "./completer.js";
import { sampleValues } from "./known-values.js";
import { ruleSentence } from "./rule-sentence.js";
import { placeholder, ruleTemplates } from "./rule-templates.js";
import { actionDoc, keyDoc } from "./word-docs.js";

/** The actions that a rule can have. */
export function actionCompletions(completer: Completer): Completion[] {
  // A word with a value is none, whatever it is called.
  if ((completer.site.term?.word.operator ?? "") !== "") return [];
  return actions.flatMap((action, at): Completion[] => {
    const taken = completer.firstTaken([action.name]);
    if (taken === undefined) return [];
    return [
      {
        label: action.name,
        kind: "keyword",
        ...completer.inserted(action.name),
        ...completer.limits(taken.takers, action, undefined),
        sort: `1${order(at)}`,
        documentation: () => actionDoc(action, completer.kernels),
      },
    ];
  });
}

/** Whole rules to begin with. */
export function ruleCompletions(completer: Completer): Completion[] {
  return ruleTemplates.flatMap(({ text, snippet }, at): Completion[] => {
    const takers = completer.takersOf(text);
    const [rule] = parsePolicy(text).rules;
    if (takers.kernels.length === 0 || rule?.entry === undefined) return [];
    const { entry } = rule;
    return [
      {
        label: text,
        kind: "rule",
        ...completer.inserted(snippet),
        ...(snippet === text ? {} : { isSnippet: true as const }),
        ...completer.limits(takers, {}, undefined),
        sort: `2${order(at)}`,
        documentation: () => ruleSentence(entry),
      },
    ];
  });
}

/** The keys that can be added to the rule, or stand before the value that is there. */
export function keyCompletions(completer: Completer): Completion[] {
  return keys.flatMap((key, at) => {
    if (!completer.kernels.some((kernel) => kernel.knows(key))) return [];
    return keyCompletion(completer, key, `3${order(at)}`);
  });
}

function keyCompletion(completer: Completer, key: Key, sort: string): Completion[] {
  const { operator = "", value = "" } = completer.site.term?.word ?? {};
  if (operator !== "" && !key.operators.includes(operator)) return [];
  const start = `${key.name}${operator || "="}`;
  const taken =
    operator === "" && key.operators === ""
      ? completer.firstTaken([key.name])
      : completer.firstTaken(
          // What stands behind the key stays.
          value !== ""
            ? [`${start}${value}`]
            : sampleValues(key, completer.subject).flatMap((each) => ways(start, each)),
        );
  if (taken === undefined) return [];
  const ignored = isIgnored(completer, key);
  const isPoor = key.value === "appraise-flag" || ignored;
  const detail = ignored ? "the kernel takes it with this hook and does not look at it" : key.meaning;
  return [
    {
      label: key.operators === "" ? key.name : `${key.name}=`,
      kind: "keyword",
      ...(operator === "" ? keyInsertion(completer, key, taken.way) : completer.inserted(key.name)),
      ...completer.limits(taken.takers, key, detail, isPoor),
      sort,
      documentation: () => keyDoc(key, completer.kernels),
    },
  ];
}

/** Whether the kernel takes the key with the hook of the rule and does not look at it. */
function isIgnored({ site, kernels }: Completer, { name }: Key): boolean {
  const { rule } = site;
  return kernels.every((kernel) => {
    const hook = rule && hookOf(rule, kernel);
    return hook !== undefined && hook !== "unknown" && groupRules[hook.group].ignored?.has(name) === true;
  });
}

/** A key with its value, where there is only one or a usual one. */
function keyInsertion(completer: Completer, key: Key, way: string) {
  switch (key.value) {
    case "none":
    case "digest-type":
    case "digest-cache":
    case "appraise-flag":
      return completer.inserted(way);
    case "id":
      return { ...completer.inserted(`${key.name}=${placeholder("0")}`), isSnippet: true as const };
    default: {
      const { replace, needsBlank } = completer.site;
      // The cursor stays where the value is to stand.
      return needsBlank
        ? { replace, insert: `${key.name}=$0 `, isSnippet: true as const, continues: true as const }
        : { replace, insert: `${key.name}=`, continues: true as const };
    }
  }
}
