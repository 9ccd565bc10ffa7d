/** What is to be said of actions, keys and hooks, as Markdown; for hovers and completions. */

import {
  type Action,
  actions,
  groupRules,
  type Hook,
  hooks,
  type Kernel,
  type Key,
  keys,
} from "../../../grammar/index.js";
import { both } from "./availability.js";
import { code, codes, linkFor, page, templatePage } from "./doc-page.js";

const families: Readonly<Record<Action["family"], string>> = {
  measure: "adds the file, or what the hook hands over, to the measurement list and extends a TPM register",
  appraise:
    "refuses access to the file unless security.ima, or what else the rule accepts, vouches for it; with ima_appraise=log or fix nothing is refused",
  audit: "writes the hash of the file to the audit log",
  hash: "writes the hash of the file to security.ima when its last writer closes it, and compares nothing",
};

export function actionDoc(action: Action, kernels: readonly Kernel[]): string {
  const { family, name, negative } = action;
  const other = negative ? family : `dont_${family}`;
  const does = negative
    ? `ends the search for ${family} rules: what it matches is left to no later rule of the family.`
    : `${families[family]}.`;
  const first = `The first ${code(name)} or ${code(other)} rule that matches is the only one that counts.`;
  const takenBack = name === "hash" ? ` An ${code("appraise")} rule behind it that matches, too, takes it back.` : "";
  return page(name, [does, first + takenBack], action, kernels, linkFor(action));
}

/** Not compared with the hook, or in a way of its own. */
const isUnrestricted = ({ value }: Key) => value === "hook" || value === "appraise-flag";

function takes(hook: Hook, key: Key): boolean {
  return groupRules[hook.group].keys.has(key.name) && (key.value !== "digest-cache" || hook.digestCache === true);
}

/** Names of the hooks that something holds for, the other way round when that is shorter. */
function hookList(kernels: readonly Kernel[], holds: (hook: Hook) => boolean): string {
  const known = hooks.filter((hook) => kernels.some((kernel) => kernel.knows(hook)));
  const fitting = known.filter(holds).map(({ name }) => code(name));
  const others = known.filter((hook) => !holds(hook)).map(({ name }) => code(name));
  if (others.length === 0) return "every hook";
  return others.length < fitting.length ? `every hook but ${both(others)}` : both(fitting);
}

const repeats: Readonly<Record<Key["repeat"], string>> = {
  refused: "At most once in a rule.",
  "refused-unless-zero": "At most once in a rule.",
  "last-wins": "Of several, the last one counts.",
  "adds-up": "",
};

export function keyDoc(key: Key, kernels: readonly Kernel[]): string {
  const goesWith = hookList(kernels, (hook) => takes(hook, key));
  const withoutFunc = groupRules.file.keys.has(key.name);
  const shared = keys.filter(({ name, slot }) => slot !== undefined && slot === key.slot && name !== key.name);
  const sentences = [
    ...(isUnrestricted(key) ? [] : [`Goes with ${goesWith}${withoutFunc ? ", and without func=" : ""}.`]),
    ...(key.actions === undefined ? [] : [`Only in rules with ${codes(key.actions, "or")}.`]),
    ...(key.operators === "=<>" ? ["Compared with `=`, `<` or `>`."] : []),
    repeats[key.repeat],
    ...shared.map(({ name }) => `Not together with ${code(name)}.`),
  ];
  const title = key.operators === "" ? key.name : `${key.name}=`;
  const link = key.value === "template" ? `[IMA templates](${templatePage})` : undefined;
  return page(
    title,
    [`${key.meaning}.`, sentences.filter((text) => text !== "").join(" ")],
    key,
    kernels,
    linkFor(key, link),
  );
}

/** Whether some target kernel has the hook and takes with it what later ones refuse. */
function isUnchecked(hook: Hook, kernels: readonly Kernel[]): boolean {
  const early = kernels.filter((kernel) => kernel.knows(hook) && !kernel.has("wholeRuleValidation"));
  const isTaken = (key: Key) => key.earlyActions === undefined && early.some((kernel) => kernel.knows(key));
  return (
    early.length > 0 &&
    (groupRules[hook.group].actions !== undefined ||
      keys.some((key) => isTaken(key) && !isUnrestricted(key) && !takes(hook, key)))
  );
}

/** All dialects with a hook of the name: they need not agree in what it takes. */
function dialectsOf({ name, dialects }: Hook): Pick<Hook, "dialects"> {
  if (dialects === undefined) return {};
  return { dialects: hooks.flatMap((hook) => (hook.name === name ? (hook.dialects ?? []) : [])) };
}

export function hookDoc(hook: Hook, spelling: string, kernels: readonly Kernel[]): string {
  const { actions: allowed, ignored } = groupRules[hook.group];
  const known = keys.filter((key) => !isUnrestricted(key) && kernels.some((kernel) => kernel.knows(key)));
  const isIgnored = ({ name }: Key) => ignored?.has(name) === true;
  const names = (holds: (key: Key) => boolean) => known.filter(holds).map(({ name }) => name);
  const taken = names((key) => takes(hook, key) && !isIgnored(key));
  const refused = names((key) => !takes(hook, key));
  const unread = names(isIgnored);
  const sentences = [
    ...(allowed === undefined ? [] : [`Only for ${codes(allowed)}.`]),
    ...(refused.length === 0
      ? []
      : [taken.length <= refused.length ? `Takes ${codes(taken)}.` : `Does not take ${codes(refused, "or")}.`]),
    ...(unread.length === 0
      ? []
      : [`Takes ${codes(unread)} and does not look at ${unread.length > 1 ? "them" : "it"}.`]),
    ...(isUnchecked(hook, kernels) ? ["Up to Linux 5.8 the kernel does not compare that."] : []),
    ...(hook.modsig ? ["Signatures appended to the file can be accepted."] : []),
    ...(hook.permission === undefined ? [] : [`The kernel asks for ${code(hook.permission)} here, and nothing else.`]),
  ];
  return page(
    hook.name,
    [
      `is asked when ${hook.event}.`,
      spelling === hook.name ? "" : `${code(spelling)} is its old name, which the kernel still takes.`,
      sentences.join(" "),
      hook.presence === undefined ? "" : `With an appraise rule for it in the policy, ${hook.presence}.`,
    ],
    { ...hook, ...dialectsOf(hook) },
    kernels,
    linkFor(hook),
  );
}

/** Words that are compared with what was written, when nothing is known of it. */
export const spellings: readonly string[] = [...actions, ...keys].map(({ name }) => name);
