/** Writing down in a digest-cache.conf what was taken for granted, or that it is otherwise. */

import { type Span, settingOf } from "../../../grammar/index.js";
import { type Assumption, placeOfReason } from "../../boot/index.js";
import type { Action, Subject } from "../features.js";
import { sectionAt } from "./cursor.js";
import { editOf, type Fact, factsOf, homeOf } from "./facts.js";
import { oneLine } from "./markdown.js";
import { nameAt } from "./names.js";
import { descriptionsOf, outcomeOf } from "./outcome.js";

/** More than this nobody reads through. */
const mostActions = 40;

function actionOf({ boot, document }: Subject, fact: Fact): Action {
  const { kind, name, key, value, assumed, isAsAssumed } = fact;
  const own = homeOf(boot, fact)?.name?.text ?? name;
  const where = own === undefined ? `[${kind}]` : `[${kind} "${oneLine(own)}"]`;
  return {
    title: `Write down in ${where}: ${key} = ${oneLine(value)} (${isAsAssumed ? "as" : "not as"} is taken for granted: ${assumed})`,
    kind: "rewrite",
    path: document.path,
    edits: [editOf(boot, fact)],
  };
}

function actionsFor(conf: Subject, assumptions: readonly Assumption[], isWanted: (fact: Fact) => boolean): Action[] {
  const found: Action[] = [];
  for (const fact of assumptions.flatMap(factsOf)) {
    if (!isWanted(fact)) continue;
    const section = homeOf(conf.boot, fact);
    // A line that is there means something else, or is wrong: it is for people to change.
    if (section === undefined || settingOf(section, fact.key) === undefined) found.push(actionOf(conf, fact));
    if (found.length === mostActions) break;
  }
  return found;
}

/** Facts of the section or the name at a place; of all on the first line and before the first section. */
export function actions(subject: Subject, { start }: Span): Action[] {
  const { boot } = subject;
  if (boot.sections.length === 0) return [];
  const section = sectionAt(boot, start);
  const name = nameAt(boot, start);
  const isTop = section === undefined || !boot.text.slice(0, start).includes("\n");
  const isWanted = (fact: Fact) =>
    isTop ||
    homeOf(boot, fact) === section ||
    (name !== undefined && name.kind === fact.kind && name.word.text === fact.name);
  return actionsFor(subject, outcomeOf(subject).analysis.assumptions, isWanted);
}

/**
 * The same for a policy that a description among the documents names: edits of that description.
 *
 * @param span only what the results about this part of the policy rest on; without it all
 */
export function actionsInDescription(subject: Subject, span?: Span): Action[] {
  const { path } = subject.document;
  return descriptionsOf(subject).flatMap((conf) => {
    const { analysis, failures } = outcomeOf(conf);
    if (span === undefined) return actionsFor(conf, analysis.assumptions, () => true);
    const there = failures.filter(({ place, reason }) =>
      [place, placeOfReason(reason, analysis.description)].some(
        (one) => one?.path === path && one.span.start <= span.end && one.span.end >= span.start,
      ),
    );
    const byText = new Map(there.flatMap(({ assumptions }) => assumptions).map((one) => [one.text, one]));
    return actionsFor(conf, [...byText.values()], () => true);
  });
}
