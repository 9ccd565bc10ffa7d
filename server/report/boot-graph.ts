/**
 * A phase of a boot as a graph: what is used, what it needs for that, and the rules and facts that this rests on. From
 * what cannot be used, edges lead to what is the cause.
 */

import { printRule, readListName } from "../../grammar/index.js";
import {
  type Answer,
  type BootAnalysis,
  type Failure,
  failuresOf,
  type ListResult,
  type ParserResult,
  type PhaseResult,
  type ProgramResult,
  type Reason,
  type ReasonKind,
  type Subject,
  type Truth,
  walk,
} from "../boot/index.js";
import { captionOf, counted, listUse, proofWords, ruleTitle, type State, splitWhen } from "./boot-words.js";

export type NodeKind = "policy" | "program" | "list" | "parser" | "rule" | "fact" | "assumption";

export interface BootNode {
  /** Its place in the page, such as phase-1-list-2. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly state: State;
  /** It is only so if something asks for it, and nothing that is described does. */
  readonly isTried: boolean;
  /** What fails for this reason, and no other one behind it. */
  readonly isCause: boolean;
  /** The failures of the boot that it is the cause of, counted from 1. */
  readonly causes: readonly number[];
  readonly title: string;
  /** All that the box stands for. */
  readonly names: readonly string[];
  readonly status: string | undefined;
  /** The text of a rule. */
  readonly code: string | undefined;
  readonly captions: readonly string[];
  /** All of it in sentences. */
  readonly sentences: readonly string[];
}

export interface BootEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly state: State;
  readonly isTried: boolean;
}

/** Things that behave in the same way, for the same reasons. */
export interface BootGroup {
  /** The id of the box that stands for it. */
  readonly node: string;
  readonly kind: "policy" | "program" | "list" | "parser";
  readonly state: State;
  readonly isTried: boolean;
  readonly status: string;
  readonly proof: string | undefined;
  readonly names: readonly string[];
  readonly isFirst: boolean;
  /** Of the first one. */
  readonly because: readonly Reason[];
  /** Uses that it is not good for, although it is for others. */
  readonly lacking: Thing["lacking"];
}

export interface PhaseGraph {
  readonly result: PhaseResult;
  readonly groups: readonly BootGroup[];
  readonly nodes: readonly BootNode[];
  readonly edges: readonly BootEdge[];
  /** The box of what fails. */
  nodeOf(subject: Subject): string | undefined;
}

export function bootGraph(analysis: BootAnalysis): PhaseGraph[] {
  const failures = failuresOf(analysis);
  return analysis.phases.map((phase, at) => new GraphMaker(phase, `phase-${at + 1}`, failures).make());
}

/** Boxes of one kind that are drawn; what is left shares a box by its state. */
const mostBoxes = 24;

/** A program, list, parser or policy. */
interface Thing {
  readonly kind: BootGroup["kind"];
  /** As the page names it. */
  readonly name: string;
  /** As the analysis names it, and its file. */
  readonly otherNames: readonly string[];
  readonly state: State;
  readonly isTried: boolean;
  readonly status: string;
  readonly proof: string | undefined;
  readonly because: readonly Reason[];
  /** Uses that it is not good for, although it is for others. */
  readonly lacking: readonly { readonly use: string; readonly answer: Answer }[];
  readonly format?: string;
  readonly isFirst: boolean;
}

interface Group {
  readonly first: Thing;
  readonly names: string[];
  readonly node: NodeDraft;
  readonly causes: NumberedFailure[];
}

interface NumberedFailure {
  readonly number: number;
  readonly failure: Failure;
}

type NodeDraft = { -readonly [Key in keyof BootNode]: BootNode[Key] } & {
  causes: number[];
  names: string[];
  captions: string[];
  sentences: string[];
};

/** Where the steps of an explanation hang. */
interface Place {
  readonly group: Group;
  readonly state: State;
  /** Of edges, instead of what the step would call them. */
  readonly label?: string;
  /** The cause was told already, and these are its details. */
  readonly isTold?: true;
}

class GraphMaker {
  private readonly nodes: NodeDraft[] = [];
  private readonly edges = new Map<string, BootEdge>();
  private readonly groups: Group[] = [];
  private readonly counts = new Map<NodeKind, number>();
  /** Nodes of reasons, by what they say. */
  private readonly reasons = new Map<string, NodeDraft>();
  private readonly parsers: readonly Thing[];
  private readonly lists: readonly Thing[];
  private readonly listNames: ReadonlyMap<string, Thing>;
  private readonly parserFormats: ReadonlyMap<string, Thing>;
  private readonly nodeOf = new Map<Thing, NodeDraft>();
  private readonly subjects = new Map<string, string>();
  /** By what fails. */
  private readonly failures = new Map<string, NumberedFailure[]>();

  constructor(
    private readonly result: PhaseResult,
    private readonly prefix: string,
    failures: readonly Failure[],
  ) {
    this.parsers = result.parsers.map(parserThing);
    this.lists = result.lists.map((list) => listThing(list, result));
    this.listNames = new Map(this.lists.map((list) => [list.name, list]));
    this.parserFormats = new Map(this.parsers.map((parser) => [parser.format ?? "", parser]));
    for (const [at, failure] of failures.entries())
      for (const subject of failure.subjects)
        if (subject.phase === result) {
          const key = subjectKey(thingKinds[subject.kind], subject.name);
          const known = this.failures.get(key) ?? [];
          this.failures.set(key, known);
          if (known.at(-1)?.number !== at + 1) known.push({ number: at + 1, failure });
        }
  }

  make(): PhaseGraph {
    const { phase, policy, programs } = this.result;
    if (phase.policy.kind === "file" || policy.value !== "yes")
      this.group([policyThing(phase.policy.file ?? "the policy", policy)]);
    // Parsers first: what lists say is compared by the boxes that it leads to, and so on.
    this.group(this.parsers);
    this.group(this.lists);
    this.group(programs.map(programThing));
    for (const group of this.groups) this.explain(group);
    const failing = [...this.edges.values()].filter(({ state }) => isFailing(state));
    const leading = new Set(failing.map(({ from }) => from));
    for (const node of this.nodes) node.isCause = isReason(node.kind) && isFailing(node.state) && !leading.has(node.id);
    return {
      result: this.result,
      groups: this.groups.map(({ first, names, node }) => ({
        node: node.id,
        kind: first.kind,
        state: first.state,
        isTried: first.isTried,
        status: first.status,
        proof: first.proof,
        names,
        isFirst: first.isFirst,
        because: first.because,
        lacking: first.lacking,
      })),
      nodes: this.nodes,
      edges: [...this.edges.values()],
      nodeOf: ({ kind, name, phase: where }) =>
        where === this.result ? this.subjects.get(subjectKey(thingKinds[kind], name)) : undefined,
    };
  }

  // What belongs to what

  /** The thing that a reason leads on to; undefined: it is a reason by itself. */
  private targetOf(reason: Reason, { kind, format }: Thing, state: State): Thing | undefined {
    const target =
      kind !== "list" && listReasons.has(reason.kind)
        ? this.listIn(reason.text)
        : kind === "list" && (reason.kind === "no-parser" || reason.kind.startsWith("parser-"))
          ? this.parserFormats.get(format ?? "")
          : undefined;
    // It may have become another since.
    if (target === undefined || (isFailing(state) ? !isFailing(target.state) : target.state !== state))
      return undefined;
    return target;
  }

  /** The list that a text begins with. */
  private listIn(text: string): Thing | undefined {
    const verb = /^.*?(?= (?:has|is appraised and has|is measured and has) the digest of )/.exec(text)?.[0];
    return verb === undefined ? undefined : this.listNames.get(verb);
  }

  /** Whether reasons lead to other things, or to a cause. */
  private leadsOn(reasons: readonly Reason[], place: Place): boolean {
    return reasons.some(
      (reason) =>
        this.targetOf(reason, place.group.first, place.state) !== undefined ||
        this.causesOf(reason, place).length > 0 ||
        this.leadsOn(reason.because, place),
    );
  }

  /** The failures that a reason is the cause of. */
  private causesOf(reason: Reason, { group: { causes, names }, state, isTold }: Place): number[] {
    if (!isFailing(state) || isTold) return [];
    // One rule may decide about a file and, further on, about the parser that it needs: there it is the cause.
    const found = causes.filter(
      ({ failure }) =>
        isSameCause(failure.reason, reason) &&
        (reason.rule === undefined || ![...walk(reason.because)].some((deeper) => isSameCause(failure.reason, deeper))),
    );
    const exactly = found.filter(({ failure }) => failure.reason.text === reason.text);
    return (names.length === 1 && exactly.length > 0 ? exactly : found).map(({ number }) => number);
  }

  // Boxes

  /** Things that are alike become one box. */
  private group(things: readonly Thing[]): void {
    const alike = new Map<string, Group>();
    const shared = new Map<State, NodeDraft>();
    for (const thing of things) {
      const signatureOf = (state: State) => (reason: Reason) => this.signature(reason, thing, state);
      const key = JSON.stringify([
        (thing.kind === "parser" && thing.state !== "not-needed") || thing.isFirst ? thing.name : "",
        thing.state,
        thing.isTried,
        thing.status,
        thing.state === "yes" ? thing.format : "",
        thing.because.map(signatureOf(thing.state)),
        thing.lacking.map(({ use, answer }) => [use, answer.because.map(signatureOf(answer.value))]),
      ]);
      let group = alike.get(key);
      if (group === undefined) {
        let node = alike.size < mostBoxes ? undefined : shared.get(thing.state);
        const names = [thing.name];
        if (node === undefined) {
          node = this.addNode(thing.kind, thing.state, thing.name, thing.isTried);
          node.status = thing.status;
          node.names = names;
          if (alike.size >= mostBoxes) {
            node.names = [...names];
            shared.set(thing.state, node);
          }
        } else node.names.push(thing.name);
        group = { first: thing, names, node, causes: [] };
        alike.set(key, group);
        this.groups.push(group);
      } else {
        group.names.push(thing.name);
        if (group.names !== group.node.names) group.node.names.push(thing.name);
      }
      this.nodeOf.set(thing, group.node);
      for (const name of new Set([thing.name, ...thing.otherNames])) {
        const subject = subjectKey(thing.kind, name);
        if (!this.subjects.has(subject)) this.subjects.set(subject, group.node.id);
        for (const cause of this.failures.get(subject) ?? [])
          if (!group.causes.some(({ number }) => number === cause.number)) group.causes.push(cause);
      }
    }
  }

  private addNode(kind: NodeKind, state: State, title: string, isTried = false): NodeDraft {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const node: NodeDraft = {
      id: `${this.prefix}-${kind}-${count}`,
      kind,
      state,
      isTried,
      isCause: false,
      causes: [],
      title,
      names: [],
      status: undefined,
      code: undefined,
      captions: [],
      sentences: [],
    };
    this.nodes.push(node);
    return node;
  }

  /** What a reason says, whatever the thing is called that it is about. */
  private signature(reason: Reason, thing: Thing, state: State): string {
    const target = this.targetOf(reason, thing, state);
    if (target !== undefined) return this.nodeOf.get(target)?.id ?? "";
    return JSON.stringify([
      reason.kind,
      this.withoutNames(reason.text, thing),
      reason.rule?.path ?? reason.rule?.origin ?? "",
      reason.rule?.rule.index ?? "",
      reason.because.map((behind) => this.signature(behind, thing, state)),
    ]);
  }

  private withoutNames(text: string, { name, otherNames }: Thing): string {
    const lists = new Set(text.split(" ").filter((word) => this.listNames.has(word)));
    const plain = withoutNames(text, new Set([...otherNames, name]), "it").replaceAll("the digest list it", "it");
    return withoutNames(plain, lists, "its list");
  }

  // Edges

  private explain(group: Group): void {
    const { first, node } = group;
    this.visit(first.because, node, { group, state: first.state });
    for (const { use, answer } of first.lacking)
      this.visit(answer.because, node, { group, state: answer.value, label: `not for ${use}` });
  }

  private visit(reasons: readonly Reason[], parent: NodeDraft, place: Place): void {
    const { group, state } = place;
    const { first: thing, node } = group;
    const isTold = reasons.some(({ kind }) => kind !== "no-rule");
    for (const reason of reasons) {
      const [text, when] = splitWhen(reason.text);
      const caption = captionOf({ ...reason, text }) ?? this.withoutNames(text, thing);
      const sayWhen = (of: NodeDraft) => {
        if (when !== undefined) say(of, when);
      };
      const passes = isFailing(state) ? passing[reason.kind] : undefined;
      if (passes !== undefined) {
        say(parent, `otherwise ${passes(reason)}`, reason.text);
        continue;
      }
      const target = this.targetOf(reason, thing, state);
      const to = target && this.nodeOf.get(target);
      if (target !== undefined && to !== undefined) {
        if (to !== parent) this.addEdge(parent, to, labelTo(parent, target), place, target.isTried);
        sayWhen(parent);
        if (!parent.sentences.includes(reason.text)) parent.sentences.push(reason.text);
        continue;
      }
      // What has proved it then, and is another now.
      if (state === "yes" && reason.kind === "digest-found") {
        say(parent, "a digest list vouches for it", reason.text);
        continue;
      }
      // That the appraisal of a list counts is said by the appraisal.
      if (reason.kind === "list-verified" && reason.because.length > 0) {
        this.visit(reason.because, parent, place);
        continue;
      }
      const causes = this.causesOf(reason, place);
      const label = place.label ?? (reason.rule === undefined ? "because" : ruleLabel(reason, state));
      if (reason.rule !== undefined) {
        // The rule of a box is told in it where the cause is further on.
        const isIn = parent === node && causes.length === 0 && place.label === undefined;
        if (isIn && this.leadsOn(reason.because, place)) {
          if (node.code === undefined) {
            const told = state === "no" ? "is" : `${thing.status}:`;
            node.status = `${told} ${label} ${ruleTitle(reason.rule)}`;
            node.code = printRule(reason.rule.rule.line);
            node.sentences.push(reason.text);
          } else if (node.code !== printRule(reason.rule.rule.line))
            say(node, `${label} ${ruleTitle(reason.rule)}`, reason.text);
          sayWhen(node);
          this.visit(reason.because, parent, place);
          continue;
        }
        const { node: ruleNode, isNew } = this.reasonNode("rule", reason, place);
        if (isNew) {
          ruleNode.title = ruleTitle(reason.rule);
          ruleNode.code = printRule(reason.rule.rule.line);
          say(ruleNode, caption, reason.text);
          sayWhen(ruleNode);
        }
        addNumbers(ruleNode, causes);
        this.addEdge(parent, ruleNode, label, place);
        this.visit(reason.because, ruleNode, causes.length > 0 ? { ...place, isTold: true } : place);
        continue;
      }
      const isLeaf = reason.because.length === 0 && parent === node && node.code === undefined;
      if (causes.length > 0 || (isLeaf && isFailing(state))) {
        const { node: factNode, isNew } = this.reasonNode(reason.assumed ? "assumption" : "fact", reason, place);
        if (isNew) {
          factNode.title = when === undefined ? caption : `${caption}, ${when}`;
          factNode.sentences.push(reason.text);
        }
        addNumbers(factNode, causes);
        this.addEdge(parent, factNode, label, place);
        this.visit(reason.because, factNode, { ...place, isTold: true });
        continue;
      }
      if (saidByStatus.has(reason.kind)) parent.sentences.push(reason.text);
      else if (reason.kind !== "no-rule" || !isTold) {
        say(parent, caption, reason.text, reason.assumed !== undefined);
        sayWhen(parent);
      }
      // How a parser was loaded before is told where it was.
      if (reason.kind !== "parser-loaded-before") this.visit(reason.because, parent, place);
    }
  }

  private reasonNode(kind: NodeKind, reason: Reason, { group, state }: Place) {
    // What is well is told by the rule alone.
    const said =
      state === "yes" && reason.rule !== undefined
        ? JSON.stringify([reason.kind, reason.rule.path ?? reason.rule.origin, reason.rule.rule.index])
        : this.signature(reason, group.first, state);
    const key = `${kind} ${state} ${said}`;
    const known = this.reasons.get(key);
    if (known !== undefined) return { node: known, isNew: false };
    const node = this.addNode(kind, state, "");
    this.reasons.set(key, node);
    return { node, isNew: true };
  }

  private addEdge(from: NodeDraft, to: NodeDraft, label: string, { state }: Place, isTried = false): void {
    const key = `${from.id} ${to.id}`;
    if (!this.edges.has(key)) this.edges.set(key, { from: from.id, to: to.id, label, state, isTried });
  }
}

/** What says that a list has the digest of a file. */
const listReasons: ReadonlySet<ReasonKind> = new Set(["digest-found", "list-does-not-count"]);

/** What lets others of the machines pass that a description leaves open; it stands beside what fails. */
const passing: Readonly<Partial<Record<ReasonKind, (reason: Reason) => string>>> = {
  "no-rule": () => "no rule appraises it",
  exempt: ({ rule }) => `${rule === undefined ? "a rule" : ruleTitle(rule)} exempts it`,
  "demand-met": ({ rule }) => `${rule === undefined ? "a rule" : ruleTitle(rule)} accepts it`,
};

/** The words below the name say so. */
const saidByStatus: ReadonlySet<ReasonKind> = new Set([
  "runs",
  "parser-loads",
  "parser-loaded",
  "parser-built-in",
  "parser-loaded-before",
]);

const isFailing = (state: State) => state === "no" || state === "depends";

const assumedMark = " (assumed)";

function say(node: NodeDraft, caption: string, sentence?: string, isAssumed = false): void {
  const [plain, marked] = [caption, caption + assumedMark];
  if (node.captions.includes(plain) || node.captions.includes(marked)) return;
  node.captions.push(isAssumed ? marked : plain);
  if (sentence !== undefined && !node.sentences.includes(sentence)) node.sentences.push(sentence);
}

function addNumbers(node: NodeDraft, numbers: readonly number[]): void {
  node.causes = [...new Set([...node.causes, ...numbers])].sort((a, b) => a - b);
}

function isSameCause(cause: Reason, reason: Reason): boolean {
  const [a, b] = [cause.rule, reason.rule];
  return (
    cause.kind === reason.kind &&
    cause.access?.hook === reason.access?.hook &&
    a?.path === b?.path &&
    a?.origin === b?.origin &&
    a?.rule.index === b?.rule.index
  );
}

const thingKinds: Readonly<Record<Subject["kind"], BootGroup["kind"]>> = {
  parser: "parser",
  "digest-list": "list",
  program: "program",
  policy: "policy",
};

const subjectKey = (kind: BootGroup["kind"], name: string) => `${kind} ${name}`;

const isReason = (kind: NodeKind) => kind === "rule" || kind === "fact" || kind === "assumption";

function labelTo({ kind }: Pick<BootNode, "kind">, target: Thing): string {
  if (target.kind === "parser") return kind === "list" ? "read by" : "needs";
  return kind === "rule" ? "needs" : "listed in";
}

function ruleLabel({ kind }: Reason, state: State): string {
  if (kind === "exempt") return "exempt by";
  if (kind === "list-measured") return "measured by";
  if (state === "yes") return kind === "not-enforced" ? "looked at by" : "accepted by";
  return state === "depends" ? "depends on" : "refused by";
}

/** Names as whole words. */
function withoutNames(text: string, names: Iterable<string>, instead: string): string {
  let result = text;
  for (const name of names) {
    if (name === "" || !result.includes(name)) continue;
    const pieces = result.split(name);
    result = pieces.reduce((before, after) =>
      /[\w/.-]$/.test(before) || /^(?:[\w/-]|\.\w)/.test(after) ? before + name + after : before + instead + after,
    );
  }
  return result;
}

/** What is said of things that fail; programs may be modules. */
export const statusWords: Readonly<Record<BootGroup["kind"], Readonly<Record<"no" | "depends", string>>>> = {
  policy: { no: "is not loaded", depends: "may not be loaded" },
  parser: { no: "cannot be had", depends: "may not be had" },
  list: { no: "does not count", depends: "may not count" },
  program: { no: "is refused", depends: "may be refused" },
};

const states: Readonly<Record<Truth, State>> = { yes: "yes", no: "no", depends: "depends" };
const nothingMore = { otherNames: [], isTried: false, proof: undefined, lacking: [], isFirst: false } as const;

function policyThing(name: string, { value, because }: Answer): Thing {
  return {
    ...nothingMore,
    kind: "policy",
    name,
    state: states[value],
    status: { yes: "is loaded", ...statusWords.policy }[value],
    because,
  };
}

function parserThing({ parser, needed, asked, available, proof }: ParserResult): Thing {
  const { value, because } = available;
  const isTried = needed && !asked && value !== "no";
  const works = proof === "builtin" ? "is built in" : proof === "loaded-before" ? "is loaded" : "loads";
  const status = { yes: works, ...statusWords.parser }[value];
  return {
    ...nothingMore,
    kind: "parser",
    name: parser.format,
    otherNames: [parser.name],
    state: needed ? states[value] : "not-needed",
    isTried,
    status: needed ? `${status}${isTried ? ", if something asks for it" : ""}` : "not asked for",
    proof: needed && value === "yes" ? proofWords[proof] : undefined,
    // That lists need it, but none gets as far, is worth a word.
    because: needed || because[0]?.kind === "not-asked" ? because : [],
    format: parser.format,
  };
}

function listThing(result: ListResult, { relies }: PhaseResult): Thing {
  const { list, needed, usable, families } = result;
  const format = readListName(list.name)?.format;
  const use = { yes: listUse(result, relies), ...statusWords.list }[usable.value];
  return {
    ...nothingMore,
    kind: "list",
    name: list.name,
    state: needed ? states[usable.value] : "not-needed",
    status: needed ? use : "never read",
    because: needed ? usable.because : [],
    lacking: families.flatMap(({ family, answer }) =>
      needed && answer.value !== usable.value && answer.value !== "yes" ? [{ use: family, answer }] : [],
    ),
    ...(format === undefined ? {} : { format }),
  };
}

function programThing({ name, file, isFirst, runs }: ProgramResult): Thing {
  const works = file.isModule ? "loads" : "runs";
  return {
    ...nothingMore,
    kind: "program",
    name: isFirst ? file.path : name,
    otherNames: [name, file.name],
    state: states[runs.value],
    status: { yes: works, no: statusWords.program.no, depends: `${works} or is refused` }[runs.value],
    because: runs.because,
    isFirst,
  };
}

/** What a box is called. */
export function kindWords({ kind, names }: Pick<BootNode, "kind" | "names">, isFirst = false): string {
  const words: Readonly<Record<NodeKind, string>> = {
    policy: "policy",
    program: isFirst ? "first program" : "file",
    list: "digest list",
    parser: "parser",
    rule: "rule",
    fact: "fact",
    assumption: "assumption",
  };
  return names.length > 1 ? counted(names.length, words[kind]) : words[kind];
}
