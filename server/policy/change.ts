/** What changes when one rule list takes the place of another. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { edited } from "./align.js";
import {
  type Box,
  Budget,
  contains,
  intersection,
  intersects,
  type Region,
  shapeOf,
  subtract,
  TooComplex,
} from "./boxes.js";
import { cover } from "./cover.js";
import { matchRule } from "./match.js";
import { disjoint, partition } from "./partition.js";
import { freeDimensions, RuleList, rulesIn } from "./rule-list.js";
import { simplify } from "./simplify.js";
import { Space } from "./space.js";
import { type Direction, directionOf, isOfBytes, lenders, verdictOf } from "./verdict.js";
import { describe } from "./words.js";

export interface Change {
  readonly family: Family;
  readonly direction: Direction;
  /** The rule that decides before; undefined: none does. */
  readonly before: Rule | undefined;
  readonly after: Rule | undefined;
  /** All accesses that change from the one rule to the other, and those that are excepted; boxes may share some. */
  readonly boxes: readonly Box[];
  /** Rules that decide some accesses of the boxes first; none when the boxes are plain enough without them. */
  readonly except: { readonly before: readonly Rule[]; readonly after: readonly Rule[] };
  /** The boxes in words. */
  readonly regions: readonly string[];
  /** One of these accesses. */
  readonly witness: Access;
}

type Telling = Pick<Change, "boxes" | "except" | "regions">;

/** To put what changes into few words takes longer than to find it, and is done when somebody asks. */
class ToldChange implements Change {
  readonly family: Family;
  readonly direction: Direction;
  readonly before: Rule | undefined;
  readonly after: Rule | undefined;
  readonly witness: Access;
  private telling: Telling | undefined;

  constructor(
    { family, direction, before, after, witness }: Omit<Change, keyof Telling>,
    private readonly tell: () => Telling,
  ) {
    this.family = family;
    this.direction = direction;
    this.before = before;
    this.after = after;
    this.witness = witness;
  }

  private get told(): Telling {
    this.telling ??= this.tell();
    return this.telling;
  }

  get boxes() {
    return this.told.boxes;
  }

  get except() {
    return this.told.except;
  }

  get regions() {
    return this.told.regions;
  }
}

/** Whether an access is one of those that change. */
export function affects({ boxes, except }: Change, access: Access, space: Space): boolean {
  const point = space.pointOf(access);
  return (
    boxes.some((box) => contains(shapeOf(box), point)) &&
    ![...except.before, ...except.after].some(({ entry }) => entry && matchRule(entry, access).result === "match")
  );
}

export interface PolicyChange {
  /** What the boxes are in. */
  readonly space: Space;
  readonly changes: readonly Change[];
  /** Families that took too long to compare: nothing is said of them. */
  readonly undecided: readonly Family[];
}

/** Steps that the comparison of one family may take: some seconds. */
const mostSteps = 10_000_000;

/** More changes of a family than this nobody reads. */
const mostChanges = 2_000;

/** Steps for taking apart the regions of edited rules, before all of the space is looked through instead. */
const stepsForEdits = 500_000;

/** More boxes than this are told with exceptions instead: nobody wants to read them. */
const mostBoxes = 12;

/** Pieces that are made on the way to plain boxes, before they are given up. */
const mostPieces = 40;

/**
 * The accesses that two rule lists decide differently: all of them, each with the rules that decide it before and
 * after. Options that a rule of another family adds are part of the decision.
 *
 * Rules that no kernel takes are passed over. Only what edited rules match is looked through, so that time grows with
 * the number of edits times the number of rules for usual lists; a family that takes more than its budget (10 million
 * steps, 2,000 changes) is undecided.
 */
export function difference(before: readonly Rule[], after: readonly Rule[], kernel: Kernel): PolicyChange {
  const space = new Space([...before, ...after], kernel);
  if (!space.isTractable) return { space, changes: [], undecided: families };
  const lists = { before: new RuleList(before, kernel, space), after: new RuleList(after, kernel, space) };
  const changes: Change[] = [];
  const undecided: Family[] = [];
  for (const family of families)
    try {
      changes.push(...changesOf(family, lists.before, lists.after, kernel));
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      undecided.push(family);
    }
  return { space, changes, undecided };
}

/** The rules of some families, in order, that the kernel looks at. */
function activeRules(compared: readonly Family[], list: RuleList): Rule[] {
  return rulesIn(compared.flatMap((family) => list.activeRegions(family)));
}

function changesOf(family: Family, before: RuleList, after: RuleList, kernel: Kernel): Change[] {
  const lending = lenders(family, [...before.rules, ...after.rules]);
  const budget = new Budget(mostSteps);
  return lending.length === 0
    ? changesOfPairs(family, before, after, kernel, budget)
    : changesWithLenders([family, ...lending], before, after, kernel, budget);
}

/** The accesses that one rule decides before and another one after, when one of the two has been edited. */
function changesOfPairs(family: Family, before: RuleList, after: RuleList, kernel: Kernel, budget: Budget): Change[] {
  const { space } = before;
  const edits = edited(activeRules([family], before), activeRules([family], after));
  const [old, now] = [before.activeRegions(family), after.activeRegions(family)];
  const free = freeDimensions([...old, ...now], space);
  const changes: Change[] = [];
  const directionFrom = (from: Rule | undefined, to: Rule | undefined) => {
    const bytes = isOfBytes(from) || isOfBytes(to);
    const verdict = (rule: Rule | undefined) => verdictOf(family, new Map([[family, rule]]), kernel, bytes);
    return directionOf(verdict(from), verdict(to));
  };

  /** All changes that an edited rule has a part in, as `change(rule, other, ...)` says which is which. */
  const pairUp = (
    rule: Rule,
    own: readonly Region[],
    other: readonly Region[],
    pass: ReadonlySet<Rule>,
    order: (rule: Rule, other: Rule | undefined) => [before: Rule | undefined, after: Rule | undefined],
  ) => {
    const at = own.findIndex((region) => region.rule === rule);
    const boxes = own.filter((region) => region.rule === rule).map(({ box }) => box);
    const meets = (region: Region) => boxes.some((box) => intersects(box, region));
    budget.spend(own.length + other.length);
    const earlier = own.slice(0, at).filter(meets);
    const meeting = other.filter(meets);
    const change = (counterpart: Rule | undefined, first: readonly Region[]) => {
      const [from, to] = order(rule, counterpart);
      const direction = directionFrom(from, to);
      if (direction === undefined) return;
      const parts =
        counterpart === undefined
          ? boxes
          : boxes.flatMap((box) =>
              meeting
                .filter((region) => region.rule === counterpart)
                .map((region) => intersection(box, region.box))
                .filter((part) => part !== undefined),
            );
      const blocking = [...earlier, ...first].filter((region) => parts.some((part) => intersects(part, region)));
      const found = cover(parts.map(shapeOf), blocking, space.all, budget, free);
      if (!("escape" in found)) return;
      const tell = () => {
        const inTheWay = new Set(blocking);
        const mine = rulesIn(earlier.filter((region) => inTheWay.has(region)));
        const others = rulesIn(first.filter((region) => inTheWay.has(region)));
        return told(parts, blocking, from === rule ? [mine, others] : [others, mine], space);
      };
      const witness = space.witness(found.escape());
      if (changes.length >= mostChanges) throw new TooComplex();
      changes.push(new ToldChange({ family, direction, before: from, after: to, witness }, tell));
    };
    const seen = new Set<Rule>();
    meeting.forEach((region, place) => {
      if (seen.has(region.rule) || pass.has(region.rule)) return;
      seen.add(region.rule);
      change(region.rule, meeting.slice(0, place));
    });
    change(undefined, meeting);
  };

  const [editedBefore, editedAfter] = [new Set(edits.before), new Set(edits.after)];
  for (const rule of editedBefore) pairUp(rule, old, now, new Set(), (from, to) => [from, to]);
  for (const rule of editedAfter) pairUp(rule, now, old, editedBefore, (to, from) => [from, to]);
  const place = (rule: Rule | undefined) => rule?.index ?? Number.POSITIVE_INFINITY;
  return changes.sort((a, b) => place(a.after) - place(b.after) || place(a.before) - place(b.before));
}

/** Boxes without what other rules decide first, when that is short; else with these rules as exceptions. */
function told(
  parts: readonly Box[],
  blocking: readonly Region[],
  [before, after]: readonly [Rule[], Rule[]],
  space: Space,
): Telling {
  let plain: Box[] | undefined = [...parts];
  for (const region of blocking) {
    plain = plain.flatMap((box) => (intersects(box, region) ? subtract(box, region, space.all) : [box]));
    if (plain.length > mostPieces) {
      plain = undefined;
      break;
    }
  }
  const few = plain && simplify(space, plain, mostBoxes);
  const isShort = few !== undefined && few.length <= mostBoxes;
  const boxes = isShort ? few : simplify(space, parts);
  return {
    boxes,
    except: isShort ? { before: [], after: [] } : { before, after },
    regions: boxes.map((box) => describe(space, box)),
  };
}

/** The same where rules of other families have a part in what is decided. */
function changesWithLenders(
  compared: readonly Family[],
  before: RuleList,
  after: RuleList,
  kernel: Kernel,
  budget: Budget,
): Change[] {
  const { space } = before;
  const [family] = compared as [Family];
  const lists = compared.flatMap((each) => [before.activeRegions(each), after.activeRegions(each)]);
  const does = (rule: Rule | undefined) => rule?.entry?.action.negative === false;
  /** Whether the rules of the family itself leave it open that something changes. */
  const matters = (deciding: readonly (Rule | undefined)[]): boolean => deciding.length !== 2 || deciding.some(does);
  const groups = new Map<string, { change: Pick<Change, "family" | "direction" | "before" | "after">; boxes: Box[] }>();
  for (const { box, deciding } of partition(suspects(compared, before, after), lists, space.all, budget, matters)) {
    const rulesOf = (from: 0 | 1) => new Map(compared.map((each, at) => [each, deciding[2 * at + from]]));
    const [old, now] = [rulesOf(0), rulesOf(1)];
    const bytes = isOfBytes(old.get(family)) || isOfBytes(now.get(family));
    const direction = directionOf(verdictOf(family, old, kernel, bytes), verdictOf(family, now, kernel, bytes));
    if (direction === undefined) continue;
    const change = { family, direction, before: old.get(family), after: now.get(family) };
    const key = `${direction} ${change.before?.index} ${change.after?.index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { change, boxes: [box] });
    else group.boxes.push(box);
  }
  return [...groups.values()].map(({ change, boxes }) => {
    const witness = space.witness(boxes[0] as Box);
    return new ToldChange({ ...change, witness }, () => told(boxes, [], [[], []], space));
  });
}

/** Boxes that hold all that the lists decide differently in some of the families. */
function suspects(compared: readonly Family[], before: RuleList, after: RuleList): Box[] {
  const { space } = before;
  const edits = edited(activeRules(compared, before), activeRules(compared, after));
  const rules = new Set([...edits.before, ...edits.after]);
  const changed = [before, after].flatMap((list) =>
    compared.flatMap((family) => list.activeRegions(family).filter(({ rule }) => rules.has(rule))),
  );
  try {
    return disjoint(changed, space.all, new Budget(stepsForEdits));
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return [space.sizes.map(() => undefined)];
  }
}
