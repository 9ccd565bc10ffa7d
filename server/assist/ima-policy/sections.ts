/** The parts of a policy, as people divide it: by comments and by blank lines. */

import { actionByName, type Line, type Policy, parsePolicy, type Rule, type Span } from "../../../grammar/index.js";
import { ruleOf } from "./place.js";

export interface Section {
  readonly title: string;
  /** From the first line of its comment to its last rule. */
  readonly span: Span;
  /** The title in its comment. */
  readonly titleSpan: Span;
  /** All its rules, those of the sections in it too. */
  readonly rules: readonly Rule[];
  /** What stands directly in it, in order. */
  readonly parts: readonly (Section | Rule)[];
}

export function isSection(part: Section | Rule): part is Section {
  return "parts" in part;
}

interface Paragraph {
  readonly comments: readonly Line[];
  readonly rules: readonly Rule[];
  /** Whether blank lines are before and behind it. */
  isAlone: boolean;
}

/** Comment lines and the rules that follow them, up to the next comment or blank line. */
function paragraphsOf(policy: Policy): Paragraph[] {
  const found: Paragraph[] = [];
  let comments: Line[] = [];
  let rules: Rule[] = [];
  let block = 0;
  const end = () => {
    if (comments.length + rules.length > 0) {
      found.push({ comments, rules, isAlone: true });
      block++;
    }
    comments = [];
    rules = [];
  };
  const endBlock = () => {
    end();
    if (block > 1) for (const paragraph of found.slice(-block)) paragraph.isAlone = false;
    block = 0;
  };
  for (const line of policy.syntax.lines) {
    if (line.words.length > 0) {
      const rule = ruleOf(policy, line);
      if (rule !== undefined) rules.push(rule);
    } else if (line.comment === undefined) endBlock();
    else {
      if (rules.length > 0) end();
      comments.push(line);
    }
  }
  endBlock();
  return found;
}

/** Whether some kernel would take a text for a rule. */
function isRule(text: string): boolean {
  return actionByName.has(text.split(/\s/)[0] ?? "") && parsePolicy(text).rules[0]?.entry !== undefined;
}

/**
 * The words of a comment without what frames it; nothing in frames, in rules that are commented out, and in what is
 * said to imalint.
 */
function titleIn({ comment }: Line): { title: string; titleSpan: Span } | undefined {
  const match = /^[#\s=*~_+-]*(?<title>[^\r]*?)[#\s=*~_+-]*$/.exec((comment?.text ?? "").slice(0, mostTitle));
  const title = match?.groups?.title ?? "";
  if (comment === undefined || !/[\p{L}\p{N}]/u.test(title) || isRule(title) || title.startsWith("imalint-ignore"))
    return undefined;
  const start = comment.start + comment.text.indexOf(title);
  return { title, titleSpan: { start, end: start + title.length } };
}

/** Longer ones would be no titles. */
const mostTitle = 120;

function titleOf(comments: readonly Line[]): { title: string; titleSpan: Span } | undefined {
  for (const line of comments) {
    const found = titleIn(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

function startOf({ comments, rules }: Paragraph): number {
  return comments[0]?.start ?? rules[0]?.line.start ?? 0;
}

function section(
  title: { title: string; titleSpan: Span },
  start: number,
  parts: readonly (Section | Rule)[],
): Section {
  const rules = parts.flatMap((part) => (isSection(part) ? part.rules : [part]));
  return { ...title, span: { start, end: Math.max(title.titleSpan.end, rules.at(-1)?.line.end ?? 0) }, rules, parts };
}

/**
 * Sections and the rules that are in none. A comment that stands alone opens a section of all that follows up to the
 * next such comment; a comment with several rules below it, or alone with one, a section of those.
 */
export function sectionsOf(policy: Policy): (Section | Rule)[] {
  const top: (Section | Rule)[] = [];
  let banner: { title: { title: string; titleSpan: Span }; start: number } | undefined;
  let parts = top;
  const end = () => {
    if (banner !== undefined && parts.length > 0) top.push(section(banner.title, banner.start, parts));
    banner = undefined;
    parts = top;
  };
  for (const paragraph of paragraphsOf(policy)) {
    const { comments, rules, isAlone } = paragraph;
    const title = titleOf(comments);
    if (rules.length === 0) {
      if (title === undefined) continue;
      end();
      banner = { title, start: startOf(paragraph) };
      parts = [];
    } else if (title !== undefined && (isAlone || rules.length > 1))
      parts.push(section(title, startOf(paragraph), rules));
    else for (const rule of rules) parts.push(rule);
  }
  end();
  return top;
}
